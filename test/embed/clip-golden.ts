import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImageRef } from "../../kernel-helpers/src/types.js";

/** What transformers makes of the models in test/golden/clip; test/golden/make-clip.py made the file, which names the versions. */

export const CLIP_MODELS: string = join(__dirname, "..", "golden", "clip");

interface Packed {
  readonly shape: readonly number[];
  /** little-endian, base64 */
  readonly float32: string;
}

interface GoldenStages {
  readonly images: readonly string[];
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  readonly pixel_values: Packed;
  readonly image_embeds: Packed;
  readonly text_embeds: Packed;
  readonly softmax: Packed;
  readonly sigmoid: Packed | null;
  readonly logit_scale: number;
  readonly logit_bias: number;
}

interface GoldenClip extends GoldenStages {
  readonly variants: Readonly<Record<string, { readonly image_embeds: Packed; readonly text_embeds: Packed }>>;
  /** of an image: a PNG of the 224 x 224 pixels cut out */
  readonly at224: Readonly<Record<string, string>>;
}

export const golden: {
  readonly clip: GoldenClip;
  readonly "siglip-full": GoldenStages;
  readonly "siglip-split": GoldenStages;
} = JSON.parse(readFileSync(join(CLIP_MODELS, "expected.json"), "utf8"));

export function unpack({ float32 }: Packed): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(float32, "base64"));
  return new Float32Array(bytes.buffer);
}

/** The largest difference between numbers of the same place. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i])) || Number(Number.isNaN(a[i]));
  return largest;
}

export function imageRef(path: string): ImageRef {
  return { id: path, path, className: "any" };
}

export const goldenImages: readonly ImageRef[] = readdirSync(join(CLIP_MODELS, "images"))
  .sort()
  .map((name) => imageRef(join(CLIP_MODELS, "images", name)));
