import { resolve } from "node:path";
import { builtFile } from "./built-file.js";
import type { Inference, SessionOptions, Tensor } from "./job.js";
import type { ModelRun, RunModelInput } from "./run-model-job.js";
import { sharedInference } from "./shared-inference.js";

export interface RunModelOptions extends SessionOptions {
  /** default: sharedInference() */
  readonly inference?: Inference;
  readonly signal?: AbortSignal;
}

/**
 * Runs any ONNX model once, in the inference process.
 * @param path the .onnx file
 * @param feeds a tensor for each input, by name
 * @throws Error naming the model and the input when a tensor does not fit; see Inference.run for the rest
 */
export async function runModel(
  path: string,
  feeds: Readonly<Record<string, Tensor>>,
  { inference = sharedInference(), signal, externalData }: RunModelOptions = {},
): Promise<ModelRun> {
  const input: RunModelInput = { path: resolve(path), feeds, externalData };
  return (await inference.run(builtFile("inference/run-model-job"), input, { signal })) as ModelRun;
}
