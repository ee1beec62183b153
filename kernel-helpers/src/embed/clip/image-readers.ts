import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { builtFile } from "../../inference/built-file.js";
import type { ImageSettings } from "./image-settings.js";
import type { ReadAnswer, ReadRequest } from "./read-worker.js";
import type { ImageBatch } from "./towers.js";

/** Reads batches of image files on threads of their own. */
export interface ImageReaders {
  /** batches that are read at the same time */
  readonly threads: number;
  /** whether there are cores enough to read while a model runs; where not, the two only wait for one another */
  readonly beside: boolean;
  /** @throws what readImageBatch throws */
  read(paths: readonly string[], settings: ImageSettings, fill: number): Promise<ImageBatch>;
}

interface Reader {
  readonly worker: Worker;
  readonly waiting: Map<number, PromiseWithReject>;
}

interface PromiseWithReject {
  readonly resolve: (batch: ImageBatch) => void;
  readonly reject: (error: Error) => void;
}

/** More threads than this wait for one model, however many cores there are; with fewer cores, reading and running take turns. */
const MOST_THREADS = 4;

/** Threads start with the first batches and stay; they do not keep the process alive. */
export function createImageReaders(): ImageReaders {
  const cores = availableParallelism();
  const threads = Math.min(MOST_THREADS, cores);
  const readers: Reader[] = [];
  let asked = 0;
  return {
    threads,
    beside: cores > MOST_THREADS,
    read: (paths, settings, fill) =>
      new Promise((resolve, reject) => {
        const id = asked++;
        const place = id % threads;
        readers[place] ??= startReader(() => delete readers[place]);
        const reader = readers[place];
        reader.waiting.set(id, { resolve, reject });
        reader.worker.postMessage({ id, paths, settings, fill } satisfies ReadRequest);
      }),
  };
}

/** @param onEnd when the thread has died; what it was asked for is rejected */
function startReader(onEnd: () => void): Reader {
  const worker = new Worker(builtFile("embed/clip/read-worker"));
  const waiting = new Map<number, PromiseWithReject>();
  worker.on("message", ({ id, batch, error }: ReadAnswer) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (batch) asker?.resolve(batch);
    else asker?.reject(error ?? new Error("clip: a batch of images could not be read."));
  });
  worker.on("error", (error: Error) => {
    onEnd();
    for (const { reject } of waiting.values()) reject(error);
  });
  worker.unref(); // last: a listener for messages would hold the process again
  return { worker, waiting };
}
