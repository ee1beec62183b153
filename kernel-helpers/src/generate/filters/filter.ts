import type { RgbImage } from "../../images/sharp.js";
import type { Random } from "../../types.js";

/** A picture after a filter, and how strong the filter was, for provenance. */
export interface Filtered {
  readonly image: RgbImage;
  /** e.g. "gamma 0.62" */
  readonly strength: string;
}

/** One thing a word can do to a picture; how much is left to chance. */
export interface Filter {
  readonly name: string;
  /** words and phrases of prompts that ask for it, lower case, no hyphens */
  readonly words: readonly string[];
  apply(image: RgbImage, random: Random): Filtered;
}

/** A draw between two bounds. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** One of two signs. */
export function eitherSign(random: Random): 1 | -1 {
  return random() < 0.5 ? -1 : 1;
}

/** The picture's longer side, pixels: brush and pencil widths hang on it. */
export function longerSide(image: RgbImage): number {
  return Math.max(image.width, image.height);
}

/** The same picture with other pixels. */
export function withData(image: RgbImage, data: Uint8ClampedArray): RgbImage {
  return { width: image.width, height: image.height, data };
}

/** Sends every byte of every channel through one curve, given for values in [0, 1]. */
export function mapTones(image: RgbImage, curve: (tone: number) => number): RgbImage {
  const table = Uint8ClampedArray.from({ length: 256 }, (_, byte) => 255 * curve(byte / 255));
  return withData(
    image,
    image.data.map((byte) => table[byte]),
  );
}
