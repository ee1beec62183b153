import { Worker } from "node:worker_threads";
import { builtFile } from "../inference/built-file.js";
import type { Layout, Matrix } from "../types.js";
import type { MethodName } from "./method-names.js";
import type { ProjectionMessage, ProjectionTask } from "./projection-worker.js";
import type { Projector } from "./projector.js";

/**
 * A method as a projector that runs in a thread of its own: the event loop only copies data, and an abort ends it at once.
 */
export function projectInThread(method: MethodName): Projector {
  return (images, labels, relation, { signal, onProgress, onFrame, ...options } = {}): Promise<Layout> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const task = { method, images: ownCopy(images), labels: ownCopy(labels), relation, options };
      const workerData: ProjectionTask = { ...task, wantsFrames: onFrame !== undefined };
      const worker = new Worker(builtFile("project/projection-worker"), { workerData, execArgv: [] });
      const settle = (finish: () => void): void => {
        signal?.removeEventListener("abort", abort);
        worker.removeAllListeners("message");
        void worker.terminate();
        finish();
      };
      const abort = (): void => settle(() => reject(signal!.reason));
      signal?.addEventListener("abort", abort);
      worker.on("message", (message: ProjectionMessage) => {
        try {
          if (message.kind === "progress") onProgress?.(message.done, message.total);
          if (message.kind === "frame") onFrame?.(message.layout);
        } catch (error) {
          settle(() => reject(error)); // the caller's own callback failed
          return;
        }
        if (message.kind === "result") settle(() => resolve(message.layout));
        if (message.kind === "failure") settle(() => reject(failureOf(message)));
      });
      worker.once("error", (cause) => settle(() => reject(new Error(`${method}: its thread failed.`, { cause }))));
      worker.once("exit", (code) => settle(() => reject(new Error(`${method}: its thread ended with code ${code}.`))));
    });
}

function failureOf({ isRangeError, message }: { readonly isRangeError: boolean; readonly message: string }): Error {
  return isRangeError ? new RangeError(message) : new Error(message);
}

/** Without the rest of a larger buffer that the numbers may be a part of: it would be sent along. */
function ownCopy(matrix: Matrix): Matrix {
  return matrix.data.byteLength === matrix.data.buffer.byteLength ? matrix : { ...matrix, data: matrix.data.slice() };
}
