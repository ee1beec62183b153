import type { RgbImage } from "../../images/sharp.js";

/** Where a pixel of the result is taken from, both measured from the picture's centre: x' = a x + b y + e, y' = c x + d y + f. */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  /** pixels */
  readonly e: number;
  /** pixels */
  readonly f: number;
}

/** Moves a picture by an affine map, bilinear; what lies outside is filled with the mirror image, so no black corners appear. */
export function warp(image: RgbImage, map: Affine): RgbImage {
  const { width, height } = image;
  const data = new Uint8ClampedArray(image.data.length);
  const centreX = (width - 1) / 2;
  const centreY = (height - 1) / 2;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const fromX = map.a * (x - centreX) + map.b * (y - centreY) + map.e + centreX;
      const fromY = map.c * (x - centreX) + map.d * (y - centreY) + map.f + centreY;
      sample(image, fromX, fromY, data, at);
    }
  }
  return { width, height, data };
}

function sample({ width, height, data }: RgbImage, x: number, y: number, out: Uint8ClampedArray, at: number): void {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const left = reflect(x0, width);
  const right = reflect(x0 + 1, width);
  const top = reflect(y0, height) * width;
  const bottom = reflect(y0 + 1, height) * width;
  for (let channel = 0; channel < 3; channel++) {
    const above = data[3 * (top + left) + channel] * (1 - fx) + data[3 * (top + right) + channel] * fx;
    const below = data[3 * (bottom + left) + channel] * (1 - fx) + data[3 * (bottom + right) + channel] * fx;
    out[at + channel] = above * (1 - fy) + below * fy;
  }
}

/** ..., 1, 0, 0, 1, ..., n - 1, n - 1, n - 2, ... */
function reflect(index: number, n: number): number {
  const period = 2 * n;
  const place = ((index % period) + period) % period;
  return place < n ? place : period - 1 - place;
}
