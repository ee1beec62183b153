import { createHash } from "node:crypto";
import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { mapBounded } from "../images/map-bounded.js";
import { cropPng, type PixelArea } from "../images/sharp.js";
import type { Box, CallOptions, Problem } from "../types.js";
import { fitBoxes } from "./fit-boxes.js";
import { CROPPED_FROM } from "./image-families.js";
import type { ImageListing, ListedImage } from "./image-listing.js";
import { readImageFile } from "./read-image-file.js";
import { safeName } from "./safe-names.js";

const CONCURRENCY = 4;
/** A box of fewer pixels a side shows nothing. */
const SMALLEST_PX = 4;

export interface CropOptions extends CallOptions {
  /** absolute; made where it is missing */
  readonly cache: string;
  readonly maxPixels: number;
}

/**
 * One image for each box: what is in it, as PNG in the cache folder, of the box's class. Images without boxes, and boxes of less than four pixels, are left out and counted.
 * Each remembers what it was cut from, so that crops of one image stay on one side of a split.
 */
export async function cropBoxes(listing: ImageListing, options: CropOptions): Promise<ImageListing> {
  await mkdir(options.cache, { recursive: true });
  const cache = await realpath(options.cache);
  const problems: Problem[] = [];
  let small = 0;
  const crops = await mapBounded(
    listing.images,
    CONCURRENCY,
    async (image): Promise<ListedImage[]> => {
      const path = join(listing.root, image.relativePath);
      try {
        const { contentHash, width, height } = await readImageFile(listing.root, path, options.maxPixels);
        const { boxes } = fitBoxes(image, width, height);
        const large = boxes.filter((box) => Math.min(box.width, box.height) >= SMALLEST_PX);
        small += boxes.length - large.length;
        const stem = `${safeName(image.relativePath).slice(-60)}-${contentHash.slice(0, 12)}`;
        const { split, caption } = image;
        // a crop of a crop is still of the first file
        const attributes = { [CROPPED_FROM]: contentHash, ...image.attributes };
        return await Promise.all(
          large.map(async (box, k): Promise<ListedImage> => {
            const png = await cropPng(path, pixelEdges(box, width, height));
            const relativePath = `${stem}-${k}-${createHash("sha256").update(png).digest("hex").slice(0, 8)}.png`;
            await writeFile(join(cache, relativePath), png);
            return { relativePath, split, className: box.className, caption, attributes };
          }),
        );
      } catch (error) {
        problems.push({ path, reason: (error as Error).message });
        return [];
      }
    },
    { signal: options.signal },
  );
  const empty = listing.images.filter(({ boxes }) => !boxes?.length).length;
  const images = crops.flat();
  const left = [
    ...(empty > 0 ? [`${empty} images without boxes`] : []),
    ...(small > 0 ? [`${small} boxes of less than ${SMALLEST_PX} pixels`] : []),
  ];
  const notes = [
    ...listing.notes,
    `${images.length} crops, one a box, in ${cache}${left.length > 0 ? `; left out: ${left.join(", ")}` : ""}`,
  ];
  return { ...listing, root: cache, images, problems: listing.problems.concat(problems), notes };
}

/** Whole pixels that hold all of the box. */
function pixelEdges(box: Box, width: number, height: number): PixelArea {
  const [left, top] = [Math.floor(box.x), Math.floor(box.y)];
  return {
    left,
    top,
    width: Math.min(width, Math.ceil(box.x + box.width)) - left,
    height: Math.min(height, Math.ceil(box.y + box.height)) - top,
  };
}
