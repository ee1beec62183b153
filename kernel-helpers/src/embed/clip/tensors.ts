import type { ModelSession, Tensor, TensorInfo } from "../../inference/job.js";
import { fromHalves, toHalves } from "./half.js";

/** What a model takes under this name; undefined when it takes no such thing. */
export function inputOf(session: ModelSession, name: string): TensorInfo | undefined {
  return session.inputs.find((input) => input.name === name);
}

/** Float numbers in the type the model takes: float32 or float16. */
export function floatTensor(info: TensorInfo, dims: readonly number[], data: Float32Array): Tensor {
  return info.type === "float16" ? { type: "float16", dims, data: toHalves(data) } : { type: "float32", dims, data };
}

/** Token numbers in the type the model takes: int64 or int32. */
export function idTensor(info: TensorInfo, dims: readonly number[], data: Int32Array): Tensor {
  return info.type === "int32"
    ? { type: "int32", dims, data }
    : { type: "int64", dims, data: BigInt64Array.from(data, BigInt) };
}

/** A model's float output as float32. */
export function floatsOf({ type, data }: Tensor): Float32Array {
  return type === "float16" ? fromHalves(data as Uint16Array) : (data as Float32Array);
}

/** The length of a dimension the model fixes; the given length where it is free. */
export function lengthOf(dim: number | string | null | undefined, free: number): number {
  return typeof dim === "number" && dim > 0 ? dim : free;
}
