import type { RgbImage } from "../../images/sharp.js";
import { withData } from "./filter.js";
import { luminance } from "./planes.js";

/**
 * Flattens texture and keeps edges: each pixel becomes the mean of the calmest of the four squares that meet in it.
 * The squares are mixed by 1 / variance^2, which leaves no blocks. Any radius costs the same, by summed tables.
 * @param radius side of a square minus one, pixels
 * @source Kuwahara et al. 1976; the soft mixing after Papari, Petkov & Campisi 2007
 */
export function smoothRegions(image: RgbImage, radius: number): RgbImage {
  const { width, height } = image;
  const table = summedTable(image);
  const stride = width + 1;
  const data = new Uint8ClampedArray(image.data.length);
  const mix = new Float64Array(4); // red, green, blue, then the sum of the weights
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      mix.fill(0);
      for (let quadrant = 0; quadrant < 4; quadrant++) {
        const left = quadrant & 1 ? x : Math.max(0, x - radius);
        const right = quadrant & 1 ? Math.min(width - 1, x + radius) : x;
        const top = quadrant & 2 ? y : Math.max(0, y - radius);
        const bottom = quadrant & 2 ? Math.min(height - 1, y + radius) : y;
        const corners = [
          top * stride + left,
          top * stride + right + 1,
          (bottom + 1) * stride + left,
          (bottom + 1) * stride + right + 1,
        ];
        addSquare(table, corners, (right - left + 1) * (bottom - top + 1), mix);
      }
      data[at] = mix[0] / mix[3];
      data[at + 1] = mix[1] / mix[3];
      data[at + 2] = mix[2] / mix[3];
    }
  }
  return withData(image, data);
}

/** Sums kept per place: red, green, blue, brightness, brightness squared. */
const SUMS = 5;

/** Adds one square's mean colour to the mix, weighted by how calm the square is. */
function addSquare(table: Float64Array, corners: readonly number[], n: number, mix: Float64Array): void {
  const a = corners[0] * SUMS;
  const b = corners[1] * SUMS;
  const c = corners[2] * SUMS;
  const d = corners[3] * SUMS;
  const mean = (table[d + 3] - table[b + 3] - table[c + 3] + table[a + 3]) / n;
  const meanSquare = (table[d + 4] - table[b + 4] - table[c + 4] + table[a + 4]) / n;
  const weight = 1 / (Math.max(0, meanSquare - mean * mean) + 1e-4) ** 2;
  for (let k = 0; k < 3; k++) mix[k] += (weight / n) * (table[d + k] - table[b + k] - table[c + k] + table[a + k]);
  mix[3] += weight;
}

/** At place (x, y): the sums over all pixels above y and left of x. */
function summedTable(image: RgbImage): Float64Array {
  const { width, height, data } = image;
  const light = luminance(image).data;
  const table = new Float64Array((width + 1) * (height + 1) * SUMS);
  const row = new Float64Array(SUMS);
  for (let y = 0; y < height; y++) {
    row.fill(0);
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      row[0] += data[3 * i];
      row[1] += data[3 * i + 1];
      row[2] += data[3 * i + 2];
      row[3] += light[i];
      row[4] += light[i] * light[i];
      const above = (y * (width + 1) + x + 1) * SUMS;
      for (let k = 0; k < SUMS; k++) table[above + (width + 1) * SUMS + k] = table[above + k] + row[k];
    }
  }
  return table;
}
