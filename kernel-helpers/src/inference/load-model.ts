import { dirname, join, resolve } from "node:path";
import { checkFeeds } from "./check-feeds.js";
import type { ChildSettings } from "./child-messages.js";
import { explainLoadFailure } from "./explain-load-failure.js";
import type { ModelSession, SessionOptions, TensorInfo, TensorType } from "./job.js";
import { loadOrt } from "./load-ort.js";
import type { OrtSession, OrtSessionOptions, OrtValueInfo } from "./ort.js";
import { readLargeFile } from "./read-large-file.js";
import { tidyOrtMessage } from "./tidy-ort-message.js";

const TYPES: readonly string[] = ["float32", "float16", "int32", "int64", "uint8", "int8", "bool"];

/** A model that can be let go. */
export interface LoadedModel extends ModelSession {
  release(): Promise<void>;
}

/**
 * Loads a model with the first execution provider that takes it. Runs in the inference process.
 * @throws Error naming the file, why it does not load and what to do; or each provider and why it does not serve
 */
export async function loadModel(
  path: string,
  options: SessionOptions,
  { providers, threads }: Pick<ChildSettings, "providers" | "threads">,
): Promise<LoadedModel> {
  const ort = await loadOrt();
  const externalData = await readDistantData(path, options.externalData ?? {});
  const known = ort.knownProviders();
  const reasons: string[] = [];
  for (const provider of providers) {
    if (!known.includes(provider)) {
      reasons.push(`${provider}: this build of ONNX Runtime only has ${known.join(", ")}`);
      continue;
    }
    const session = await ort.createOrtSession(path, { provider, threads, externalData }).catch((cause: Error) => {
      const message = tidyOrtMessage(cause.message);
      const fileFault = explainLoadFailure(path, message);
      if (fileFault) throw new Error(fileFault, { cause });
      reasons.push(`${provider}: ${message}`);
    });
    if (session) return asModel(path, provider, session);
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
  const inputs = session.inputs.map((input) => supported(path, "input", input));
  return {
    path,
    provider,
    inputs,
    outputs: session.outputs.map((output) => supported(path, "output", output)),
    release: session.release,
    run: async (feeds) => {
      checkFeeds(path, inputs, feeds);
      try {
        return await session.run(feeds);
      } catch (cause) {
        throw new Error(`${path}: ${tidyOrtMessage((cause as Error).message)}.`, { cause });
      }
    },
  };
}

function supported(path: string, kind: string, info: OrtValueInfo): TensorInfo {
  if (!TYPES.includes(info.type)) {
    throw new Error(`${path}: ${kind} "${info.name}" is ${info.type}; export the model with ${TYPES.join(", ")} only.`);
  }
  return { ...info, type: info.type as TensorType };
}
