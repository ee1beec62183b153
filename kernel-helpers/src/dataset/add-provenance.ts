import type { ImageListing, ListedImage } from "./image-listing.js";
import { readMetadata } from "./read-metadata.js";
import type { ImageRow } from "./read-record.js";

/** Written by saveDataset into formats that have no room for captions, attributes and histories. */
export const PROVENANCE = "provenance.jsonl";

/**
 * Gives images the captions, attributes and classes that provenance.jsonl at the root keeps for them. Boxes are never taken from it:
 * they may have been corrected in another tool since, and then decide the class too.
 */
export async function addProvenance(listing: ImageListing): Promise<ImageListing> {
  const { byFile, problems } = await readMetadata(listing.root, PROVENANCE);
  if (byFile.size === 0)
    return problems.length === 0 ? listing : { ...listing, problems: listing.problems.concat(problems) };
  const images = listing.images.map((image) => {
    const row = byFile.get(image.relativePath);
    return row === undefined ? image : withRow(image, row);
  });
  return { ...listing, images, problems: listing.problems.concat(problems) };
}

function withRow(image: ListedImage, { trueName, caption, attributes, wholeImage }: ImageRow): ListedImage {
  const { boxes, ...rest } = image;
  const isWhole = wholeImage && boxes?.length === 1;
  const isClass =
    trueName !== null &&
    (isWhole
      ? boxes[0].className === trueName
      : !boxes?.length || boxes.some(({ className }) => className === trueName));
  return {
    ...rest,
    className: isClass ? trueName : image.className,
    caption: image.caption ?? caption,
    attributes: { ...attributes, ...image.attributes },
    // a box around all of it stood there because the format knows no class without a box
    ...(boxes && !(isWhole && isClass) ? { boxes } : {}),
  };
}
