import type { DatasetImage } from "../types.js";

/** The attribute in which a crop keeps the sha256 of the file it was cut from, so that it goes wherever attributes go: into sessions, exports and back. */
export const CROPPED_FROM = "cropped_from";

/**
 * Which images must stay on one side of a split: equal files, crops of one file, that file itself, and all that these join.
 * @returns each image's family, by the smallest hash in it; an image of its own has its contentHash
 */
export function imageFamilies<Image extends Pick<DatasetImage, "contentHash" | "attributes">>(
  images: readonly Image[],
): ReadonlyMap<Image, string> {
  const above = new Map<string, string>();
  const topOf = (hash: string): string => {
    let place = hash;
    for (let next = above.get(place); next !== undefined; next = above.get(place)) {
      const further = above.get(next);
      if (further !== undefined) above.set(place, further); // halves the way for the next one
      place = next;
    }
    return place;
  };
  for (const image of images) {
    const [first, second] = [topOf(image.contentHash), topOf(sourceOf(image))].sort();
    if (first !== second) above.set(second, first);
  }
  return new Map(images.map((image) => [image, topOf(image.contentHash)]));
}

function sourceOf({ attributes, contentHash }: Pick<DatasetImage, "contentHash" | "attributes">): string {
  return Object.hasOwn(attributes, CROPPED_FROM) ? attributes[CROPPED_FROM] : contentHash;
}
