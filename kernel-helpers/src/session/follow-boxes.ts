import { mapBounded } from "../images/map-bounded.js";
import { readStructure, structureSimilarity } from "../images/structure-similarity.js";
import type { StoredImage } from "../store/image-table.js";
import type { Box, CallOptions } from "../types.js";
import { splitBoxes } from "./box-attribute.js";
import { ancestorOf } from "./split-families.js";

export interface FollowBoxesOptions {
  /** generated with more, an image has lost its source's geometry: its boxes are not followed, in (0, 1]; default 0.6 */
  readonly maxStrength?: number;
  /** in every box, source and result must be this much alike in structure, in [-1, 1]; default 0.45 */
  readonly leastSimilarity?: number;
}

/** The boxes of a generated image whose source has some. */
export interface FollowedBoxes {
  /** in its own pixels; null where they do not hold */
  readonly boxes: readonly Box[] | null;
  /** of the box that is least alike, in [-1, 1]; null where nothing was compared */
  readonly similarity: number | null;
  /** why they do not hold, in words; null where they do */
  readonly reason: string | null;
}

/** Images compared at once; each takes a decoded picture. */
const AT_ONCE = 4;

/**
 * Gives generated images the boxes of the originals they were made from, scaled to their size, where the geometry was kept:
 * image-to-image of low strength, and the structure in every box still much the same.
 * @param generated images to give boxes to
 * @param all the session's images, to find the originals in
 * @returns by image id; images whose original has no boxes are left out
 */
export async function followBoxes(
  generated: readonly StoredImage[],
  all: readonly StoredImage[],
  { maxStrength = 0.6, leastSimilarity = 0.45 }: FollowBoxesOptions = {},
  call: CallOptions = {},
): Promise<ReadonlyMap<string, FollowedBoxes>> {
  const byId = new Map(all.map((image) => [image.id, image]));
  const found = await mapBounded(
    generated,
    AT_ONCE,
    async (image): Promise<readonly [string, FollowedBoxes] | null> => {
      const source = ancestorOf(image, byId);
      const { boxes } = splitBoxes(source.attributes);
      if (source === image || boxes === undefined) return null;
      const reason = whyMoved(image, maxStrength);
      if (reason !== null) return [image.id, { boxes: null, similarity: null, reason }];
      const similarity = await leastAlike(source, image, boxes);
      const scaled = scaleBoxes(boxes, image.width / source.width, image.height / source.height);
      if (similarity >= leastSimilarity) return [image.id, { boxes: scaled, similarity, reason: null }];
      const failed = `structure similarity ${similarity.toFixed(2)} in a box, below ${leastSimilarity}`;
      return [image.id, { boxes: null, similarity, reason: failed }];
    },
    call,
  );
  return new Map(found.flatMap((entry) => (entry === null ? [] : [entry])));
}

/** What the generator's own parameters say against it; a generator that knows no strength is judged by its images alone. */
function whyMoved({ parameters }: StoredImage, maxStrength: number): string | null {
  if (parameters?.mode === "text-to-image") return "made from text, not from the image";
  const strength = parameters?.strength === undefined ? Number.NaN : Number(parameters.strength);
  return strength > maxStrength ? `strength ${strength}, above ${maxStrength}` : null;
}

async function leastAlike(source: StoredImage, image: StoredImage, boxes: readonly Box[]): Promise<number> {
  if (boxes.length === 0) return 1;
  const [before, after] = await Promise.all([readStructure(source.path), readStructure(image.path)]);
  const { width: w, height: h } = source;
  return boxes.reduce((least, { x, y, width, height }) => {
    const area = { x: x / w, y: y / h, width: width / w, height: height / h };
    return Math.min(least, structureSimilarity(before, after, area));
  }, 1);
}

function scaleBoxes(boxes: readonly Box[], scaleX: number, scaleY: number): Box[] {
  return boxes.map(({ className, x, y, width, height }) => ({
    className,
    ...{ x: x * scaleX, y: y * scaleY, width: width * scaleX, height: height * scaleY },
  }));
}
