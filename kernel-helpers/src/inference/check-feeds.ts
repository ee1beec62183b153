import type { Tensor, TensorInfo } from "./job.js";

const ARRAYS: Readonly<Record<Tensor["type"], string>> = {
  float32: "Float32Array",
  float16: "Uint16Array",
  int32: "Int32Array",
  int64: "BigInt64Array",
  uint8: "Uint8Array",
  int8: "Int8Array",
  bool: "Uint8Array",
};

/**
 * Checks tensors against what a model takes.
 * @param path the model's, for the message
 * @throws Error that names the model, the input, what came and what was expected
 */
export function checkFeeds(path: string, inputs: readonly TensorInfo[], feeds: Readonly<Record<string, Tensor>>): void {
  const unknown = Object.keys(feeds).find((name) => !inputs.some((input) => input.name === name));
  if (unknown !== undefined) {
    throw new Error(`${path}: has no input "${unknown}"; it takes ${inputs.map(describeInput).join(", ")}.`);
  }
  for (const input of inputs) {
    const fault = findFault(input, feeds[input.name]);
    if (fault) throw new Error(`${path}: input "${input.name}" ${fault}; give ${describeInput(input)}.`);
  }
}

function findFault({ type, dims }: TensorInfo, given: Tensor | undefined): string | undefined {
  if (!given) return "is missing";
  if (given.type !== type) return `came as ${given.type}`;
  const fits =
    given.dims.length === dims.length && dims.every((dim, i) => typeof dim !== "number" || dim === given.dims[i]);
  if (!fits) return `came as ${type} [${given.dims.join(", ")}]`;
  const kind = Object.prototype.toString.call(given.data).slice(8, -1); // "Float32Array"
  if (kind !== ARRAYS[type]) return `came with its ${type} numbers in a ${kind} instead of a ${ARRAYS[type]}`;
  const length = given.dims.reduce((product, dim) => product * dim, 1);
  if (given.data.length !== length) return `came with ${given.data.length} numbers for [${given.dims.join(", ")}]`;
  return undefined;
}

function describeInput({ name, type, dims }: TensorInfo): string {
  return `"${name}": ${type} [${dims.map((dim) => dim ?? "any").join(", ")}]`;
}
