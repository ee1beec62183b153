import { rgbToOklab } from "../images/oklab.js";

/** Grid points along lightness, and along each of the two colour axes. */
const LIGHTNESS_BINS = 3;
const COLOUR_BINS = 4;
/** Colours lie within this distance of grey on each axis. */
const REACH = 0.25;

/** Length of what colourHistogram returns. */
export const COLOUR_HISTOGRAM_LENGTH: number = LIGHTNESS_BINS * COLOUR_BINS * COLOUR_BINS;

/**
 * Which colours a picture has, and how much of each, wherever they are. Each pixel is shared among the eight nearest colours of a grid
 * in Oklab, so that a small change of colour is a small change here.
 * @param rgb sRGB bytes, 3 per pixel     @returns square roots of shares, so their squares sum to 1
 */
export function colourHistogram(rgb: ArrayLike<number>): Float32Array {
  const lab = rgbToOklab(rgb);
  const histogram = new Float32Array(COLOUR_HISTOGRAM_LENGTH);
  const share = 3 / lab.length;
  for (let i = 0; i < lab.length; i += 3) {
    const lightness = place(lab[i], LIGHTNESS_BINS);
    const a = place((lab[i + 1] + REACH) / (2 * REACH), COLOUR_BINS);
    const b = place((lab[i + 2] + REACH) / (2 * REACH), COLOUR_BINS);
    for (let corner = 0; corner < 8; corner++) {
      const l0 = Math.floor(lightness) + (corner & 1);
      const a0 = Math.floor(a) + ((corner >> 1) & 1);
      const b0 = Math.floor(b) + (corner >> 2);
      const weight = (1 - Math.abs(lightness - l0)) * (1 - Math.abs(a - a0)) * (1 - Math.abs(b - b0));
      if (weight > 0) histogram[(l0 * COLOUR_BINS + a0) * COLOUR_BINS + b0] += share * weight;
    }
  }
  return histogram.map(Math.sqrt);
}

/** Where a value in [0, 1] lies on a grid of that many points. */
function place(value: number, points: number): number {
  return Math.min(1, Math.max(0, value)) * (points - 1);
}
