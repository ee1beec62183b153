import { dirname, join, resolve } from "node:path";
import { checkFeeds } from "./check-feeds.js";
import type { ChildSettings } from "./child-messages.js";
import { explainLoadFailure } from "./explain-load-failure.js";
import type { ModelSession, SessionOptions } from "./job.js";
import { loadOrt } from "./load-ort.js";
import type { OrtSession, OrtSessionOptions } from "./ort.js";
import { readLargeFile } from "./read-large-file.js";

/** A model that can be let go. */
export interface LoadedModel extends ModelSession {
  release(): Promise<void>;
}

/**
 * Loads a model with the first execution provider that takes it. Runs in the inference process.
 * @throws Error naming the file, why it does not load and what to do; or each provider and why it does not serve
 */
export async function loadModel(path: string, options: SessionOptions, settings: ChildSettings): Promise<LoadedModel> {
  const ort = await loadOrt();
  const externalData = await readDistantData(path, options.externalData ?? {});
  const known = ort.knownProviders();
  const reasons: string[] = [];
  for (const provider of settings.providers) {
    if (!known.includes(provider)) {
      reasons.push(`${provider}: this build of ONNX Runtime only has ${known.join(", ")}`);
      continue;
    }
    try {
      return asModel(
        path,
        provider,
        await ort.createOrtSession(path, { provider, threads: settings.threads, externalData }),
      );
    } catch (cause) {
      const message = (cause as Error).message.trim();
      const fileFault = explainLoadFailure(path, message);
      if (fileFault) throw new Error(fileFault, { cause });
      reasons.push(`${provider}: ${message}`);
    }
  }
  throw new Error(`${path}: no execution provider takes it. ${reasons.join("; ")}. Name others in "providers".`);
}

/** ONNX Runtime finds weights beside the model by itself; those elsewhere it wants as bytes. */
async function readDistantData(
  path: string,
  files: NonNullable<SessionOptions["externalData"]>,
): Promise<OrtSessionOptions["externalData"]> {
  const distant = Object.entries(files).filter(([name, file]) => resolve(file) !== join(dirname(path), name));
  return Promise.all(
    distant.map(async ([name, file]) => {
      try {
        return { path: name, data: await readLargeFile(file) };
      } catch (cause) {
        const { message } = cause as Error;
        throw new Error(`${path}: its weights "${name}" cannot be read: ${message}. Fetch them again.`, { cause });
      }
    }),
  );
}

function asModel(path: string, provider: string, session: OrtSession): LoadedModel {
  const { inputs, outputs, release } = session;
  return {
    path,
    provider,
    inputs,
    outputs,
    release,
    run: async (feeds) => {
      checkFeeds(path, inputs, feeds);
      try {
        return await session.run(feeds);
      } catch (cause) {
        throw new Error(`${path}: ${(cause as Error).message.trim()}`, { cause });
      }
    },
  };
}
