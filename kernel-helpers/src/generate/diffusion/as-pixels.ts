/** Pixels that came from another process, as an array of this one's own class. */
export function asPixels(pixels: Uint8ClampedArray): Uint8ClampedArray {
  return new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}
