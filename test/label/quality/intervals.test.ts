import { bootstrap } from "../../../kernel-helpers/src/label/quality/bootstrap.js";
import { type Part, pooledShare, shareOf } from "../../../kernel-helpers/src/label/quality/share-of.js";
import { wilsonInterval } from "../../../kernel-helpers/src/label/quality/wilson-interval.js";
import { createRandom } from "../../../kernel-helpers/src/linalg/random.js";
import { golden } from "./golden.js";

describe("wilsonInterval", () => {
  it.each(golden.wilson)("is scipy's for $hits of $n", ({ hits, n, interval }) => {
    const { low, high } = wilsonInterval(hits, n);
    expect(low).toBeCloseTo(interval[0], 12);
    expect(high).toBeCloseTo(interval[1], 12);
  });
});

/** How often the 95 % interval holds the true share, when images go right or wrong as a whole with the given chance. */
function coverage(
  interval: (parts: readonly Part[]) => { low: number | null; high: number | null },
  together: number,
): number {
  const random = createRandom(11);
  const [trials, images, labels, share] = [600, 60, 6, 0.8];
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const parts = Array.from({ length: images }, (): Part => {
      const isAll = random() < together;
      const all = random() < share ? labels : 0;
      const each = Array.from({ length: labels }, () => Number(random() < share)).reduce((a, b) => a + b, 0);
      return { hits: isAll ? all : each, n: labels };
    });
    const { low, high } = interval(parts);
    if (low! <= share && share <= high!) held += 1;
  }
  return held / trials;
}

const asIfIndependent = (parts: readonly Part[]): { low: number | null; high: number | null } =>
  shareOf(
    parts.reduce((sum, { hits }) => sum + hits, 0),
    parts.reduce((sum, { n }) => sum + n, 0),
  );

describe("pooledShare", () => {
  it("holds the truth about as often as it says, also when labels of an image go wrong together", () => {
    expect(coverage(pooledShare, 0)).toBeGreaterThan(0.92);
    expect(coverage(pooledShare, 0.7)).toBeGreaterThan(0.92);
    expect(coverage(asIfIndependent, 0.7)).toBeLessThan(0.8); // what it is there for
  });

  it("is Wilson's where every image has one label", () => {
    const parts = Array.from({ length: 20 }, (_, i) => ({ hits: Number(i < 13), n: 1 }));
    expect(pooledShare(parts)).toEqual(shareOf(13, 20));
  });

  it("never takes evenness for knowledge, and leaves out images without labels", () => {
    const even = Array.from({ length: 10 }, () => ({ hits: 1, n: 2 }));
    expect(pooledShare(even)).toEqual(shareOf(10, 20));
    expect(pooledShare([...even, { hits: 0, n: 0 }])).toEqual(shareOf(10, 20));
    expect(pooledShare([])).toEqual({ value: null, low: null, high: null, n: 0 });
  });
});

describe("bootstrap", () => {
  it("finds the standard error's interval of a mean", () => {
    const random = createRandom(3);
    const values = Array.from({ length: 200 }, () => random());
    const mean = values.reduce((a, b) => a + b) / 200;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 200);
    const [interval] = bootstrap(
      200,
      (draws) => [values.reduce((sum, value, i) => sum + draws[i] * value, 0) / 200],
      1,
    );
    const half = (1.96 * deviation) / Math.sqrt(200);
    expect(interval!.low).toBeCloseTo(mean - half, 2);
    expect(interval!.high).toBeCloseTo(mean + half, 2);
  });

  it("draws as many images as there are, gives null for what never varies, and skips what cannot be computed", () => {
    const [same, half, none] = bootstrap(
      4,
      (draws) => [draws.reduce((a, b) => a + b, 0), draws[0] === 0 ? null : draws[0], null],
      1,
    );
    expect([same, none]).toEqual([null, null]);
    expect(half!.low).toBe(1);
  });
});
