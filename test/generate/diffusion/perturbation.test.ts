import { gifScores, gifStyleScore } from "../../../kernel-helpers/src/generate/diffusion/gif-score.js";
import { drawPerturbation, perturbLatents } from "../../../kernel-helpers/src/generate/diffusion/perturb-latents.js";
import { searchPerturbation } from "../../../kernel-helpers/src/generate/diffusion/search-perturbation.js";
import { createRandom, randomNormal } from "../../../kernel-helpers/src/linalg/random.js";

const random = createRandom(5);
const latents = Float32Array.from({ length: 4 * 36 }, () => randomNormal(random));
const base = { latents, channels: 4, ball: 0.8, decodes: 9 };

/** Mean of the first channel: rises with its gain and offset. */
const firstMean = (sample: Float32Array): number => sample.subarray(0, 36).reduce((sum, value) => sum + value, 0) / 36;

describe("perturbLatents", () => {
  it("is z (1 + u) + v per channel, inside the ball", () => {
    const z = Float32Array.of(1, -1, 2, 0.5);
    const made = perturbLatents(z, { gains: [0.5, 0], offsets: [0.25, -3] }, 1);
    // channel 1: 1.75, -1.25; channel 2: -1 and -2.5, drawn back to 1 from 2 and 0.5
    expect([...made]).toEqual([1.75, -1.25, 1, -0.5]);
  });

  it("never leaves the ball", () => {
    for (let i = 0; i < 50; i++) {
      const made = perturbLatents(latents, drawPerturbation(4, random), 0.3);
      expect(Math.max(...made.map((value, k) => Math.abs(value - latents[k])))).toBeLessThan(0.3 + 1e-6);
    }
  });
});

describe("searchPerturbation", () => {
  const scoreBy =
    (value: (sample: Float32Array) => number, counted: number[]) => async (samples: readonly Float32Array[]) => {
      counted.push(samples.length);
      return { images: samples.map((s) => Uint8ClampedArray.of(value(s) * 10 + 128)), scores: samples.map(value) };
    };

  it("takes the best of so many", async () => {
    const counted: number[] = [];
    const scores: number[] = [];
    const value = (sample: Float32Array): number => {
      scores.push(firstMean(sample));
      return firstMean(sample);
    };
    const found = await searchPerturbation(
      { ...base, method: "best-of", random: createRandom(1) },
      scoreBy(value, counted),
    );
    expect(counted).toEqual([9]);
    expect(found.decodes).toBe(9);
    expect(found.score).toBe(Math.max(...scores));
  });

  it("climbs with SPSA: on average higher than where it started", async () => {
    let gain = 0;
    for (let seed = 0; seed < 40; seed++) {
      const counted: number[] = [];
      const search = { ...base, ball: 100, method: "spsa", random: createRandom(seed) } as const;
      const found = await searchPerturbation(search, scoreBy(firstMean, counted));
      expect(counted).toEqual([8, 1]);
      expect(found.decodes).toBe(9);
      gain += found.score - firstMean(perturbLatents(latents, drawPerturbation(4, createRandom(seed)), 100));
    }
    // a full step of 0.1 in the first channel's offset would be 0.1
    expect(gain / 40).toBeGreaterThan(0.05);
  });
});

describe("gifScores", () => {
  const source = { probabilities: [0.7, 0.2, 0.1], features: [1, 0] };

  it("is informativeness + class maintenance + diversity", () => {
    const candidates = [
      { probabilities: [0.5, 0.4, 0.1], features: [0.6, 0.8] },
      { probabilities: [0.1, 0.8, 0.1], features: [0.8, 0.6] },
    ];
    // numpy: H(p) - H(p0) + p[0] + KL(softmax(mean g) || softmax(g))
    const [first, second] = gifScores(source, candidates);
    expect(first).toBeCloseTo(0.6465215, 6);
    expect(second).toBeCloseTo(-0.0577951, 6);
  });

  it("gives nothing but class maintenance to the source itself", () => {
    expect(gifScores(source, [source])[0]).toBeCloseTo(0.7, 12);
  });

  it("asks the classifier for the source and all candidates together", async () => {
    const image = { width: 1, height: 1, data: new Uint8ClampedArray(3) };
    const asked: number[] = [];
    const score = gifStyleScore(async (images) => {
      asked.push(images.length);
      return images.map(() => source);
    });
    expect(await score([image, image], image)).toEqual([expect.closeTo(0.7), expect.closeTo(0.7)]);
    expect(asked).toEqual([3]);
  });
});
