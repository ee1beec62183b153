import { seedFrom } from "../linalg/random.js";
import type { DatasetImage } from "../types.js";
import { groupByClass } from "./group-by-class.js";
import { imageFamilies } from "./image-families.js";

/**
 * Moves a share of every class to the test split, the same images for the same seed, on every machine.
 * An image's side hangs on its bytes, or on those of the file it was cut from, so adding images moves few of the others; equal files and crops of one file stay together.
 * @param testShare in (0, 1); every class of two or more keeps at least one image, and gives at least one unless that would part a family or empty another class
 */
export function splitTestShare<Image extends Pick<DatasetImage, "className" | "contentHash" | "split" | "attributes">>(
  images: readonly Image[],
  testShare: number,
  seed: number,
): Image[] {
  const familyOf = imageFamilies(images);
  const families = new Map<string, Image[]>();
  for (const image of images) {
    const family = familyOf.get(image)!;
    const members = families.get(family);
    if (members) members.push(image);
    else families.set(family, [image]);
  }
  const test = new Set<Image>();
  const byClass = groupByClass(images);
  const training = new Map([...byClass].map(([className, members]) => [className, members.length]));
  for (const [className, members] of byClass) {
    const wanted = Math.min(members.length - 1, Math.max(1, Math.round(members.length * testShare)));
    const ranked = [...new Set(members.map((image) => familyOf.get(image)!))]
      .map((family) => ({ family: families.get(family)!, rank: seedFrom(`${seed}/${family}`) }))
      .sort((a, b) => a.rank - b.rank);
    for (const { family } of ranked) {
      if (members.length - training.get(className)! >= wanted) break;
      const counts = [...groupByClass(family)].map(([name, { length }]) => ({ name, length }));
      if (test.has(family[0]) || counts.some(({ name, length }) => training.get(name)! <= length)) continue;
      for (const { name, length } of counts) training.set(name, training.get(name)! - length);
      for (const image of family) test.add(image);
    }
  }
  return images.map((image) => (test.has(image) ? { ...image, split: "test" } : image));
}
