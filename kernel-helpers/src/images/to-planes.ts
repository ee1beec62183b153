/** Bytes, pixel by pixel, as colour planes in [-1, 1]: what networks take that were trained on such. @param target written from `start` on; default: a new one */
export function toPlanes(
  pixels: Uint8ClampedArray,
  target: Float32Array = new Float32Array(pixels.length),
  start = 0,
): Float32Array {
  const n = pixels.length / 3;
  for (let i = 0; i < n; i++) for (let c = 0; c < 3; c++) target[start + c * n + i] = pixels[3 * i + c] / 127.5 - 1;
  return target;
}
