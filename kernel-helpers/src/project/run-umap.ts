import { Worker } from "node:worker_threads";
import { builtFile } from "../inference/built-file.js";
import type { UmapReport, UmapTask } from "./umap-worker.js";

/**
 * One run of umap-js in a thread of its own, ended at once when the signal aborts.
 * @param onReport called for every report in order
 * @returns the positions after the last step, x and y interleaved
 * @throws Error when the package has not been built or the thread fails; the signal's reason when aborted
 */
export function runUmap(
  task: UmapTask,
  onReport: (report: UmapReport) => void,
  signal?: AbortSignal,
): Promise<Float64Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(builtFile("project/umap-worker"), { workerData: task, execArgv: [] });
    const settle = (finish: () => void): void => {
      signal?.removeEventListener("abort", abort);
      worker.removeAllListeners("message");
      void worker.terminate();
      finish();
    };
    const abort = (): void => settle(() => reject(signal?.reason));
    signal?.addEventListener("abort", abort);
    worker.on("message", (report: UmapReport) => {
      try {
        onReport(report);
      } catch (error) {
        settle(() => reject(error)); // the caller's own callback failed
        return;
      }
      const { done, positions } = report;
      if (done === task.steps && positions) settle(() => resolve(positions));
    });
    worker.once("error", (cause) => settle(() => reject(new Error("umap: its thread failed.", { cause }))));
    worker.once("exit", (code) => settle(() => reject(new Error(`umap: its thread ended early with code ${code}.`))));
  });
}
