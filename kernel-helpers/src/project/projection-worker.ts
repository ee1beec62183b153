import { parentPort, workerData } from "node:worker_threads";
import type { Layout, Matrix, Relation } from "../types.js";
import type { MethodName } from "./method-names.js";
import { projectionMethods } from "./projection-methods.js";
import type { ProjectionOptions } from "./projector.js";

/** What the thread is given. */
export interface ProjectionTask {
  readonly method: MethodName;
  readonly images: Matrix;
  readonly labels: Matrix;
  readonly relation: Relation;
  readonly options: Pick<ProjectionOptions, "seed" | "start" | "iterations">;
  readonly wantsFrames: boolean;
}

/** What it sends. */
export type ProjectionMessage =
  | { readonly kind: "progress"; readonly done: number; readonly total: number }
  | { readonly kind: "frame" | "result"; readonly layout: Layout }
  | { readonly kind: "failure"; readonly isRangeError: boolean; readonly message: string };

async function project({ method, images, labels, relation, options, wantsFrames }: ProjectionTask): Promise<void> {
  const send = (message: ProjectionMessage): void => parentPort!.postMessage(message);
  try {
    const layout = await projectionMethods[method](images, labels, relation, {
      ...options,
      onProgress: (done, total) => send({ kind: "progress", done, total }),
      onFrame: wantsFrames ? (frame) => send({ kind: "frame", layout: frame }) : undefined,
    });
    send({ kind: "result", layout });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    send({ kind: "failure", isRangeError: error instanceof RangeError, message });
  }
}

void project(workerData as ProjectionTask);
