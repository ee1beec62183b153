import { rgbToOklab } from "../images/oklab.js";
import type { RgbImage } from "../images/sharp.js";
import { COLOUR_NAMES, type ColourName, nameColour } from "./colour-names.js";

/** What can be measured in a picture without knowing what it shows. Lightness and chroma are Oklab's. */
export interface PixelMeasures {
  /** mean lightness, in [0, 1] */
  readonly lightness: number;
  /** standard deviation of lightness, in [0, 0.5] */
  readonly contrast: number;
  /** mean distance from grey; 0 is grey, pure screen colours have 0.15 to 0.32 */
  readonly chroma: number;
  /** Hasler & Süsstrunk's M3: 0 not colourful, 33 moderately, 59 quite, 82 highly */
  readonly colourfulness: number;
  /** mean of Oklab's b, the axis from blue (negative) to yellow (positive) */
  readonly warmth: number;
  /** share of pixels on an edge, in [0, 1] */
  readonly edges: number;
  /** standard deviation of the noise, in levels of 0 to 255 */
  readonly noise: number;
  /** share of pixels that are nearly white and without colour, in [0, 1] */
  readonly paper: number;
  /** share of each colour, weighted to the middle of the picture, largest first */
  readonly colours: readonly { readonly name: ColourName; readonly share: number }[];
}

/** A pixel is on an edge when brightness changes by more than this over two pixels, in [0, 1]. */
const EDGE = 0.12;

/** Measures a picture; meant for pictures of at most 128 pixels, since edges and noise hang on the scale. */
export function measurePixels(image: RgbImage): PixelMeasures {
  const lab = rgbToOklab(image.data);
  const n = image.width * image.height;
  const sums = { lightness: 0, squares: 0, chroma: 0, warmth: 0, paper: 0 };
  for (let i = 0; i < lab.length; i += 3) {
    const chroma = Math.hypot(lab[i + 1], lab[i + 2]);
    sums.lightness += lab[i];
    sums.squares += lab[i] * lab[i];
    sums.chroma += chroma;
    sums.warmth += lab[i + 2];
    if (lab[i] > 0.82 && chroma < 0.04) sums.paper += 1;
  }
  const lightness = sums.lightness / n;
  const light = brightness(image);
  return {
    lightness,
    contrast: Math.sqrt(Math.max(0, sums.squares / n - lightness * lightness)),
    chroma: sums.chroma / n,
    colourfulness: colourfulness(image.data),
    warmth: sums.warmth / n,
    edges: edgeShare(light, image.width, image.height),
    noise: noiseLevel(light, image.width, image.height),
    paper: sums.paper / n,
    colours: colourShares(lab, image.width, image.height),
  };
}

function brightness({ data }: RgbImage): Float32Array {
  const out = new Float32Array(data.length / 3);
  for (let i = 0; i < out.length; i++) {
    out[i] = (0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2]) / 255;
  }
  return out;
}

/** @source Hasler & Süsstrunk 2003, "Measuring colourfulness in natural images", M3 */
function colourfulness(rgb: ArrayLike<number>): number {
  const n = rgb.length / 3;
  const sums = { rg: 0, yb: 0, rg2: 0, yb2: 0 };
  for (let i = 0; i < rgb.length; i += 3) {
    const rg = rgb[i] - rgb[i + 1];
    const yb = (rgb[i] + rgb[i + 1]) / 2 - rgb[i + 2];
    sums.rg += rg;
    sums.yb += yb;
    sums.rg2 += rg * rg;
    sums.yb2 += yb * yb;
  }
  const [rg, yb] = [sums.rg / n, sums.yb / n];
  const variance = sums.rg2 / n - rg * rg + sums.yb2 / n - yb * yb;
  return Math.sqrt(Math.max(0, variance)) + 0.3 * Math.hypot(rg, yb);
}

function edgeShare(light: Float32Array, width: number, height: number): number {
  let edges = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (Math.hypot(light[i + 1] - light[i - 1], light[i + width] - light[i - width]) > EDGE) edges += 1;
    }
  }
  return edges / Math.max(1, (width - 2) * (height - 2));
}

/** The mask that sees noise and no slopes; its median leaves edges out. @source Immerkær 1996, "Fast noise variance estimation" */
function noiseLevel(light: Float32Array, width: number, height: number): number {
  const responses: number[] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const corners = light[i - width - 1] + light[i - width + 1] + light[i + width - 1] + light[i + width + 1];
      const sides = light[i - 1] + light[i + 1] + light[i - width] + light[i + width];
      responses.push(Math.abs(corners - 2 * sides + 4 * light[i]));
    }
  }
  responses.sort((a, b) => a - b);
  const median = responses[Math.floor(responses.length / 2)] ?? 0;
  return (255 * median) / (0.6745 * 6); // 0.6745: the median of |x| for x normal; 6: the mask's own length
}

function colourShares(lab: Float32Array, width: number, height: number): { name: ColourName; share: number }[] {
  const weights = new Map<ColourName, number>();
  let total = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      const r2 = ((2 * x + 1) / width - 1) ** 2 + ((2 * y + 1) / height - 1) ** 2;
      const weight = Math.exp(-1.5 * r2);
      const name = nameColour(lab[i], lab[i + 1], lab[i + 2]);
      weights.set(name, (weights.get(name) ?? 0) + weight);
      total += weight;
    }
  }
  return COLOUR_NAMES.map((name) => ({ name, share: (weights.get(name) ?? 0) / total }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}
