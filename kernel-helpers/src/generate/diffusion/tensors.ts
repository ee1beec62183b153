import type { Tensor, TensorInfo } from "../../inference/job.js";
import { fromHalf, toHalf } from "./half.js";

/**
 * Numbers as the tensor that a model's input wants; fractions are cut off for whole-number types.
 * @throws Error for a type that no diffusion model has
 */
export function toTensor(
  { name, type }: TensorInfo,
  values: Float32Array | Int32Array,
  dims: readonly number[],
): Tensor {
  switch (type) {
    case "float32":
      return { type, dims, data: values instanceof Float32Array ? values : Float32Array.from(values) };
    case "float16":
      return { type, dims, data: toHalf(Float32Array.from(values)) };
    case "int64":
      return {
        type,
        dims,
        data: BigInt64Array.from(values as Float32Array, (value: number) => BigInt(Math.trunc(value))),
      };
    case "int32":
      return { type, dims, data: Int32Array.from(values, Math.trunc) };
    default:
      throw new Error(`The model's input "${name}" is ${type}; float32, float16, int64 or int32 was expected.`);
  }
}

/** A model's answer as ordinary numbers. @throws Error for an answer that is no floating point tensor */
export function toFloats({ type, data }: Tensor): Float32Array {
  if (type === "float16") return fromHalf(data as Uint16Array);
  if (type === "float32") return data as Float32Array;
  throw new Error(`The model answers with ${type}; float32 or float16 was expected.`);
}

/** Arrays one after the other. */
export function join(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((length, array) => length + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    all.set(array, offset);
    offset += array.length;
  }
  return all;
}

/** An array cut into n equal parts; views, no copies. */
export function split(array: Float32Array, n: number): Float32Array[] {
  const length = array.length / n;
  return Array.from({ length: n }, (_, i) => array.subarray(i * length, (i + 1) * length));
}
