import fc from "fast-check";
import { createRandom } from "../../../kernel-helpers/src/linalg/random.js";
import {
  crossOver,
  evolveGenomes,
  firstPopulation,
  type Genome,
  mutate,
  selectParent,
} from "../../../kernel-helpers/src/refine/evolution/evolve-genomes.js";

const genome = (length: number): fc.Arbitrary<Genome> =>
  fc.array(fc.boolean(), { minLength: length, maxLength: length });

describe("evolveGenomes", () => {
  /** Worth 1 for each gene that is as hidden, and a trap: the last two only count together. */
  const hidden = (target: Genome) => (genes: Genome) => {
    const right = target.map((gene, i) => Number(gene === genes[i]));
    const pair = right.at(-1)! * right.at(-2)!;
    return right.slice(0, -2).reduce((a, b) => a + b, 0) + 2 * pair;
  };

  it("finds the best of 2^16 genomes by looking at a few hundred", async () => {
    const target = [
      true,
      false,
      false,
      true,
      true,
      false,
      true,
      false,
      false,
      true,
      false,
      true,
      true,
      false,
      false,
      true,
    ];
    let judged = 0;
    for (const seed of [1, 2, 3, 4, 5]) {
      const [found] = await evolveGenomes(
        16,
        async (genomes) => {
          judged += genomes.length;
          return genomes.map(hidden(target));
        },
        createRandom(seed),
        { population: 32, generations: 25 },
      );
      expect(found).toEqual({ genome: target, fitness: 16 });
    }
    expect(judged / 5).toBeLessThan(800);
  });

  it("never judges a genome twice, and never loses the best", async () => {
    const seen = new Set<string>();
    let best = Number.NEGATIVE_INFINITY;
    const random = createRandom(8);
    const noise = createRandom(9);
    const [found] = await evolveGenomes(
      6,
      async (genomes) => {
        for (const one of genomes) {
          expect(seen.has(String(one))).toBe(false);
          seen.add(String(one));
        }
        const values = genomes.map(() => noise());
        best = Math.max(best, ...values);
        return values;
      },
      random,
    );
    expect(found.fitness).toBe(best);
  });

  it("prefers fewer changes among equals, and none where nothing helps", async () => {
    const [found] = await evolveGenomes(5, async (genomes) => genomes.map(() => 1), createRandom(1));
    expect(found.genome).toEqual([false, false, false, false, false]);
  });

  it("takes a template without suggestions", async () => {
    const [found] = await evolveGenomes(0, async (genomes) => genomes.map(() => 0), createRandom(1));
    expect(found).toEqual({ genome: [], fitness: 0 });
  });

  it("is the same for the same seed", async () => {
    const run = (seed: number) =>
      evolveGenomes(
        8,
        async (genomes) => genomes.map((g) => Math.sin(g.reduce((a, b, i) => a + Number(b) * (i + 1), seed))),
        createRandom(3),
      );
    expect(await run(1)).toEqual(await run(1));
  });
});

describe("the operators", () => {
  it("begin with none, all, and each alone", () => {
    const first = firstPopulation(3, 8, createRandom(1));
    expect(first).toHaveLength(8);
    expect(first.slice(0, 5).map((one) => one.map(Number).join(""))).toEqual(["000", "111", "100", "010", "001"]);
  });

  it("cross over gene by gene, from either parent, and leave the parents alone", () => {
    fc.assert(
      fc.property(genome(12), genome(12), fc.integer(), (mother, father, seed) => {
        const [before, other] = [[...mother], [...father]];
        const child = crossOver(mother, father, createRandom(seed));
        expect(child.every((gene, i) => gene === mother[i] || gene === father[i])).toBe(true);
        expect([mother, father]).toEqual([before, other]);
      }),
    );
  });

  it("flip one gene on average", () => {
    const random = createRandom(4);
    const start = Array<boolean>(20).fill(false);
    const flips = Array.from({ length: 2000 }, () => mutate(start, random).filter(Boolean).length);
    expect(flips.reduce((a, b) => a + b) / flips.length).toBeCloseTo(1, 1);
  });

  it("choose fitter parents more often", () => {
    const ranked = Array.from({ length: 10 }, (_, i) => Array.from({ length: 10 }, (_, j) => i === j));
    const random = createRandom(5);
    const places = Array.from({ length: 3000 }, () => ranked.indexOf(selectParent(ranked, random) as boolean[]));
    // the lowest of three draws out of ten: the mean is 9 * 10 * ... worked out as sum over k of (1 - k / 10)^3
    const expected = Array.from({ length: 9 }, (_, k) => (1 - (k + 1) / 10) ** 3).reduce((a, b) => a + b);
    expect(places.reduce((a, b) => a + b) / places.length).toBeCloseTo(expected, 1);
  });
});
