import type { Layout } from "../types.js";

/** @param positions images first, then labels; x and y interleaved; left alone */
export function layoutOf(positions: Float64Array, images: number): Layout {
  return {
    images: Float32Array.from(positions.subarray(0, 2 * images)),
    labels: Float32Array.from(positions.subarray(2 * images)),
  };
}
