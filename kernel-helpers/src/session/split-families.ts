import { splitTestShare } from "../dataset/split-test-share.js";
import type { StoredImage } from "../store/image-table.js";

/**
 * Ids of the images of a validation split: a share of each class's training originals, and all that descends from them, however many steps away.
 * Originals that are the same file, or were cut from one, count as one, so neither an original and its descendants nor two copies or crops stand on different sides.
 * @param share in (0, 1); every class of two or more originals keeps at least one, and gives at least one unless that would part a family or empty another class
 */
export function validationFamilies(images: readonly StoredImage[], share: number, seed: number): ReadonlySet<string> {
  const byId = new Map(images.map((image) => [image.id, image]));
  const originals = images.filter(({ origin, split }) => origin === "original" && split === "train");
  const chosen = splitTestShare(originals, share, seed).filter(({ split }) => split === "test");
  const files = new Set(chosen.map(({ contentHash }) => contentHash));
  const inFamily = images.filter((image) => image.split === "train" && files.has(ancestorOf(image, byId).contentHash));
  return new Set(inFamily.map(({ id }) => id));
}

/** The first image of a line of descent; a circle, which no session makes, ends where it closes. */
export function ancestorOf(image: StoredImage, byId: ReadonlyMap<string, StoredImage>): StoredImage {
  const seen = new Set([image.id]);
  let first = image;
  for (;;) {
    const source = first.sourceId === null ? undefined : byId.get(first.sourceId);
    if (source === undefined || seen.has(source.id)) return first;
    seen.add(source.id);
    first = source;
  }
}
