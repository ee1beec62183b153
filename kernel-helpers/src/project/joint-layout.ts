import type { Layout, Relation } from "../types.js";
import { layoutOf } from "./layout-of.js";
import { placeLabelsAtImages } from "./place-labels-at-images.js";

/** How many images and labels a layout has, and which labels a method placed itself. */
export interface JointSize {
  readonly images: number;
  readonly labels: number;
  readonly knownLabels: readonly number[];
}

/**
 * The layout of all images and labels from the positions of images and known labels; every other label goes to the mean of its images.
 * @param positions x and y interleaved: images, then known labels; left alone
 */
export function jointLayout(size: JointSize, positions: Float64Array, relation: Relation): Layout {
  const { images, labels, knownLabels } = size;
  const all = new Float64Array(2 * (images + labels)).fill(Number.NaN);
  all.set(positions.subarray(0, 2 * images));
  knownLabels.forEach((w, place) => {
    all.set(positions.subarray(2 * (images + place), 2 * (images + place) + 2), 2 * (images + w));
  });
  placeLabelsAtImages(all, images, relation);
  return layoutOf(all, images);
}

/** The other way: the positions of images and known labels in a layout, NaN where it has none. */
export function jointPositions({ images, knownLabels }: JointSize, layout: Layout): Float64Array {
  const positions = new Float64Array(2 * (images + knownLabels.length));
  positions.set(layout.images);
  knownLabels.forEach((w, place) => {
    positions.set(layout.labels.subarray(2 * w, 2 * w + 2), 2 * (images + place));
  });
  return positions;
}
