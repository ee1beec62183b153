import { UMAP } from "umap-js";
import { createRandom } from "../linalg/random.js";

/** One run of umap-js on neighbours and a start given. */
export interface UmapTask {
  /** neighbours of each point, itself first, shape (n, k) */
  readonly indices: Int32Array;
  /** cosine distances to them, shape (n, k) */
  readonly distances: Float64Array;
  readonly k: number;
  /** x and y interleaved, length 2n */
  readonly start: Float64Array;
  readonly steps: number;
  readonly seed: number;
}

/**
 * Runs umap-js from its graph to the last step; blocks until it is done.
 * @param onStep called after each step with a function that copies the positions, x and y interleaved
 * @returns the positions after the last step
 */
export function runUmap(
  { indices, distances, k, start, steps, seed }: UmapTask,
  onStep: (done: number, positions: () => Float64Array) => void,
): Float64Array {
  const model = new UMAP({ nNeighbors: k, nEpochs: Math.max(1, steps), random: createRandom(seed) });
  const rows = Array.from({ length: start.length / 2 }, (_, i) => i);
  model.setPrecomputedKNN(
    rows.map((i) => [...indices.subarray(i * k, (i + 1) * k)]),
    rows.map((i) => [...distances.subarray(i * k, (i + 1) * k)]),
  );
  model.initializeFit(rows.map(() => [])); // with neighbours given it only counts the rows
  model.getEmbedding().forEach((point, i) => {
    point[0] = start[2 * i];
    point[1] = start[2 * i + 1];
  });
  const positions = (): Float64Array => Float64Array.from(model.getEmbedding().flat());
  for (let done = 1; done <= steps; done++) {
    model.step();
    onStep(done, positions);
  }
  return positions();
}
