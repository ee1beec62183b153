/** A thread that reads image files, so that the thread the model runs on need not. */
import { parentPort } from "node:worker_threads";
import type { ImageSettings } from "./image-settings.js";
import { readImageBatch } from "./read-image-batch.js";
import type { ImageBatch } from "./towers.js";

export interface ReadRequest {
  readonly id: number;
  readonly paths: readonly string[];
  readonly settings: ImageSettings;
  readonly fill: number;
}

export interface ReadAnswer {
  readonly id: number;
  /** the batch, or why there is none */
  readonly batch?: ImageBatch;
  readonly error?: Error;
}

let last: Promise<void> = Promise.resolve();

// one batch after the other: the first is wanted first
parentPort?.on("message", (request: ReadRequest) => {
  last = last.then(() => answer(request));
});

async function answer({ id, paths, settings, fill }: ReadRequest): Promise<void> {
  const send = (message: Omit<ReadAnswer, "id">, moved: ArrayBuffer[] = []): void =>
    parentPort?.postMessage({ id, ...message }, moved);
  try {
    const batch = await readImageBatch(paths, settings, fill);
    send({ batch }, [batch.pixels.buffer as ArrayBuffer]);
  } catch (error) {
    send({ error: error as Error });
  }
}
