import { Worker } from "node:worker_threads";
import { builtFile } from "../inference/built-file.js";
import type { Layout } from "../types.js";
import type { LayoutProblem } from "./layout-problem.js";
import type { LayoutMessage } from "./layout-worker.js";
import type { ProjectionOptions } from "./projector.js";

/**
 * Runs optimizeLayout in a thread of its own, so that the event loop stays free.
 * @throws the signal's reason when aborted: the thread ends at once
 */
export function runLayoutWorker(
  problem: LayoutProblem,
  { signal, onProgress, onFrame }: Pick<ProjectionOptions, "signal" | "onProgress" | "onFrame">,
): Promise<Layout> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtFile("project/layout-worker"), { workerData: problem, execArgv: [] });
    const abort = (): void => finish(() => reject(signal!.reason));
    const finish = (settle: () => void): void => {
      signal?.removeEventListener("abort", abort);
      void worker.terminate();
      settle();
    };
    signal?.addEventListener("abort", abort);
    worker.on("message", ({ done, positions }: LayoutMessage) => {
      const { steps } = problem.settings;
      const layout = positions && layoutOf(positions, problem.images);
      if (layout && steps > 0) onFrame?.(layout);
      if (layout && done === steps) finish(() => resolve(layout));
      else onProgress?.(done, steps);
    });
    worker.on("error", (error) => finish(() => reject(error)));
    worker.on("exit", (code) => finish(() => reject(new Error(`The layout's thread ended with code ${code}.`))));
  });
}

function layoutOf(positions: Float64Array, images: number): Layout {
  return {
    images: Float32Array.from(positions.subarray(0, 2 * images)),
    labels: Float32Array.from(positions.subarray(2 * images)),
  };
}
