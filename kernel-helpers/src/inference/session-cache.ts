import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { ChildSettings } from "./child-messages.js";
import type { JobContext, ModelSession, SessionOptions } from "./job.js";
import { type LoadedModel, loadModel } from "./load-model.js";

interface CachedModel {
  readonly path: string;
  /** the file's size and time of change */
  readonly version: string;
  readonly loading: Promise<LoadedModel>;
}

/**
 * The loadSession of a job: each model once per file and options, for as long as the process lives.
 * A file that changed is loaded anew; what was loaded of it before, or of a file that is gone, is let go when the next model is loaded.
 * A failed load is tried again by the next call.
 */
export function createSessionCache(settings: ChildSettings): JobContext["loadSession"] {
  const models = new Map<string, CachedModel>();
  return async (given: string, options: SessionOptions = {}): Promise<ModelSession> => {
    const path = resolve(given);
    const version = await versionOf(path);
    const key = JSON.stringify([path, options.externalData ?? {}]);
    const cached = models.get(key);
    if (cached?.version === version) return cached.loading;
    await releaseStale(models);
    const loading = loadModel(path, options, settings);
    models.set(key, { path, version, loading });
    loading.catch(() => models.delete(key));
    return loading;
  };
}

/** Lets go what no later call can ask for. */
async function releaseStale(models: Map<string, CachedModel>): Promise<void> {
  for (const [key, { path, version, loading }] of models) {
    if ((await versionOf(path).catch(() => undefined)) === version) continue;
    models.delete(key);
    await (await loading).release();
  }
}

async function versionOf(path: string): Promise<string> {
  const state = await stat(path).catch((cause: Error) => {
    throw new Error(`No model at ${path} (${cause.message}); fetch it, or name the file that is there.`, { cause });
  });
  if (!state.isFile()) throw new Error(`${path} is a folder; name the .onnx file in it.`);
  return `${state.size} ${state.mtimeMs}`;
}
