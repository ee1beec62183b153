import { createInferenceProcess } from "./inference-process.js";
import type { Inference } from "./job.js";

let shared: Inference | undefined;

/** The inference process that everything uses which was given none: one for the package, on the CPU. */
export function sharedInference(): Inference {
  shared ??= createInferenceProcess();
  return shared;
}
