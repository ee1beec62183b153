import { createRandom, randomNormal } from "../../linalg/random.js";

/** Draws n standard normal numbers. */
export type NoiseSource = (n: number) => Float32Array;

/**
 * All the chance of one image.
 * @param given numbers to hand out first
 */
export function noiseSource(seed: number, given: Float32Array = new Float32Array(0)): NoiseSource {
  const random = createRandom(seed);
  let used = 0;
  return (n) => Float32Array.from({ length: n }, () => (used < given.length ? given[used++] : randomNormal(random)));
}
