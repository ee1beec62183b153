import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Tensor } from "../../../kernel-helpers/src/inference/job.js";

/** What Python's onnxruntime made of the models; see test/golden/make-inference-models.py. */
export interface ExpectedOutputs {
  readonly input: readonly (readonly number[])[];
  readonly affine: readonly (readonly number[])[];
  readonly "affine-fp16": readonly (readonly number[])[];
  readonly "affine-int8": readonly (readonly number[])[];
  readonly external: readonly (readonly number[])[];
}

export const MODELS: string = join(__dirname, "../../golden/inference");
export const expected: ExpectedOutputs = JSON.parse(readFileSync(join(MODELS, "expected.json"), "utf8"));
export const modelPath = (name: string): string => join(MODELS, `${name}.onnx`);

/** The input that the expected outputs were made from, for affine, affine-int8 and external. */
export const affineFeeds: Readonly<Record<string, Tensor>> = {
  x: { type: "float32", dims: [2, 3], data: Float32Array.from(expected.input.flat()) },
};

/** Feeds for slow.onnx: 100 steps take a good half second on an idle core. */
export function slowFeeds(steps: number): Readonly<Record<string, Tensor>> {
  return { count: { type: "int64", dims: [], data: BigInt64Array.from([BigInt(steps)]) } };
}
