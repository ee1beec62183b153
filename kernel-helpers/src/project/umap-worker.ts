import { parentPort, workerData } from "node:worker_threads";
import { UMAP } from "umap-js";
import { createRandom } from "../linalg/random.js";

/** What the thread is given. */
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

/** What it sends after each step, and once before the first with done = 0. */
export interface UmapReport {
  readonly done: number;
  /** x and y interleaved; every 10 steps and after the last */
  readonly positions: Float64Array | null;
}

const STEPS_PER_FRAME = 10;

/** Runs umap-js from its graph to the last step. In a thread because building the graph is one call that takes half a second at 500 points. */
function run({ indices, distances, k, start, steps, seed }: UmapTask): void {
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
  for (let done = 0; done <= steps; done++) {
    if (done > 0) model.step();
    const isShown = done === steps || (done > 0 && done % STEPS_PER_FRAME === 0);
    const report: UmapReport = { done, positions: isShown ? Float64Array.from(model.getEmbedding().flat()) : null };
    parentPort!.postMessage(report);
  }
}

run(workerData as UmapTask);
