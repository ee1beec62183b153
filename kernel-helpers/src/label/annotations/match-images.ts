import type { ImageRef } from "../../types.js";
import { quoted, threeOf } from "../three-of.js";
import type { Annotation } from "./annotation.js";
import { lastNames, plainPath } from "./plain-path.js";

/** Which annotation belongs to which image. */
export interface Matches {
  /** by image id */
  readonly found: ReadonlyMap<string, Annotation>;
  /** why there is none, by image id */
  readonly missing: ReadonlyMap<string, string>;
  /** files of annotations that no image has */
  readonly unused: readonly string[];
}

/** More names of a path are not compared. */
const DEEPEST = 24;

/**
 * Finds each image's annotation: by its path from the dataset's root, else by the longest common end of both paths, down to the name alone.
 * What fits several is given to none. Time grows with the number of images and annotations, not with their product.
 * @param annotations one per file, in plain spelling
 */
export function matchImages(images: readonly ImageRef[], annotations: readonly Annotation[]): Matches {
  const found = new Map<string, Annotation>();
  const missing = new Map<string, string>();
  const paths = new Map(images.map((image) => [image, plainPath(image.path)]));
  let free = annotations;
  let open = images;
  // first by the whole path from the root, which is the id, then by fewer and fewer last names
  for (let count = DEEPEST + 1; count > 0; count--) {
    const isFirst = count > DEEPEST;
    const fitting = groupBy(free, ({ file }) => (isFirst ? file : lastNames(file, count)));
    if (fitting.size === 0) continue;
    const claims = groupBy(open, (image) => (isFirst ? plainPath(image.id) : lastNames(paths.get(image) ?? "", count)));
    const taken = new Set<Annotation>();
    for (const [name, claimants] of claims) {
      const candidates = fitting.get(name) ?? [];
      if (candidates.length === 1 && claimants.length === 1) {
        found.set(claimants[0].id, candidates[0]);
        taken.add(candidates[0]);
      } else if (candidates.length > 0) {
        const reason = ambiguous(name, claimants, candidates);
        for (const { id } of claimants) missing.set(id, reason);
      }
    }
    free = free.filter((annotation) => !taken.has(annotation));
    open = open.filter(({ id }) => !found.has(id) && !missing.has(id));
  }
  for (const { id } of open) missing.set(id, "The annotation file has no entry for it.");
  return { found, missing, unused: free.map(({ file }) => file) };
}

function ambiguous(name: string, images: readonly ImageRef[], annotations: readonly Annotation[]): string {
  const entries = annotations.length === 1 ? "an entry" : `${annotations.length} entries`;
  const files = annotations.length === 1 ? "" : ` (${threeOf(annotations.map(({ file }) => file))})`;
  const them = images.length === 1 ? "this image" : `${images.length} images (${threeOf(images.map(({ id }) => id))})`;
  return `${quoted(name)} is ambiguous: ${entries}${files} for ${them}; write the path from the dataset's folder into the annotation file.`;
}

/** Items by key, both in their order; an item without a key is left out. */
function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string | null): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
