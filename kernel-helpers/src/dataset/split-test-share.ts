import { seedFrom } from "../linalg/random.js";
import type { DatasetImage } from "../types.js";
import { groupByClass } from "./group-by-class.js";

/**
 * Moves a share of every class to the test split, the same images for the same seed, on every machine.
 * An image's side hangs on its bytes, so adding images moves few of the others, and equal files stay together.
 * @param testShare in (0, 1); every class of two or more gives at least one image and keeps at least one
 */
export function splitTestShare<Image extends Pick<DatasetImage, "className" | "contentHash" | "split">>(
  images: readonly Image[],
  testShare: number,
  seed: number,
): Image[] {
  const byClass = groupByClass(images);
  const test = new Set<Image>();
  for (const members of byClass.values()) {
    if (members.length < 2) continue;
    const wanted = Math.min(members.length - 1, Math.max(1, Math.round(members.length * testShare)));
    const ranked = members
      .map((image) => ({ image, rank: seedFrom(`${seed}/${image.contentHash}`) }))
      .sort((a, b) => a.rank - b.rank);
    for (const { image } of ranked.slice(0, wanted)) test.add(image);
  }
  return images.map((image) => (test.has(image) ? { ...image, split: "test" } : image));
}
