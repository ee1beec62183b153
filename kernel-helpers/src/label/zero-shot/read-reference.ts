import type { ImageRef } from "../../types.js";
import { cleanLabel } from "../clean-label.js";
import type { LabelsById } from "../quality/read-labels.js";
import { threeOf } from "../three-of.js";

/** Which labels of the vocabulary hold in which of the images. */
export interface ReferenceRows {
  /** places in the list of images, in their order */
  readonly rows: readonly number[];
  /** 1 or 0, row by row, length rows.length * m */
  readonly holds: Uint8Array;
  /** labels that are not in the vocabulary, each once */
  readonly unknown: readonly string[];
}

/** Fewer cannot be cut into five parts that teach anything. */
const FEWEST_IMAGES = 10;

/**
 * Looks up the reference labels of images. An image that failed, or has none given at all, is not in the reference; [] says that none holds.
 * @throws RangeError when fewer than 10 images have reference labels, or no label that holds is in the vocabulary
 */
export function readReference(
  images: readonly ImageRef[],
  reference: LabelsById,
  labels: readonly string[],
): ReferenceRows {
  const truths = truthsOf(reference);
  const rows = images.flatMap(({ id }, i) => (truths.has(id) ? [i] : []));
  checkCount(rows.length, images, truths);
  const placeOf = new Map(labels.map((label, j) => [label, j]));
  const holds = new Uint8Array(rows.length * labels.length);
  const unknown = new Set<string>();
  rows.forEach((i, row) => {
    for (const text of truths.get(images[i].id) ?? []) {
      const label = cleanLabel(text);
      const j = label === null ? undefined : placeOf.get(label);
      if (j !== undefined) holds[row * labels.length + j] = 1;
      else if (label !== null) unknown.add(label);
    }
  });
  if (!holds.includes(1)) {
    throw new RangeError(
      `calibrateZeroShot: no label of the reference is in the vocabulary; the reference has ${threeOf([...unknown])}, the vocabulary ${threeOf(labels)}.`,
    );
  }
  return { rows, holds, unknown: [...unknown] };
}

function truthsOf(reference: LabelsById): Map<string, readonly string[]> {
  if (Array.isArray(reference)) {
    throw new TypeError(
      "calibrateZeroShot: the reference is a list; give labels by image id, such as { [image.id]: [...] }.",
    );
  }
  const entries = reference instanceof Map ? [...reference] : Object.entries(reference);
  return new Map(
    entries.flatMap(([id, entry]): [string, readonly string[]][] => {
      if (Array.isArray(entry)) return [[id, entry]];
      return entry.failure === undefined ? [[id, entry.labels]] : [];
    }),
  );
}

function checkCount(found: number, images: readonly ImageRef[], truths: ReadonlyMap<string, unknown>): void {
  if (found >= FEWEST_IMAGES) return;
  const examples =
    found === 0 && truths.size > 0
      ? ` The reference has ${threeOf([...truths.keys()])}, the images ${threeOf(images.map(({ id }) => id))}.`
      : "";
  throw new RangeError(
    `calibrateZeroShot: ${found} of ${images.length} images have reference labels; annotate at least ${FEWEST_IMAGES}, better 50.${examples}`,
  );
}
