import { concatRows, normalizeRows, selectRows } from "../linalg/matrix.js";
import type { Matrix } from "../types.js";
import { knownLabels } from "./known-labels.js";

/** Images and labels as points of one space, for methods that know only one kind of point. */
export interface JointPoints {
  /** unit rows: all images, then the labels of knownLabels */
  readonly points: Matrix;
  readonly images: number;
  readonly labels: number;
  /** labels that are among the points; the others are placed at their images afterwards */
  readonly knownLabels: readonly number[];
}

/**
 * All images, and those labels that can be compared with them: their vectors are as wide as the images' and not zero.
 * @param images shape (n, d)
 * @param labels shape (m, any width)
 */
export function jointPoints(images: Matrix, labels: Matrix): JointPoints {
  const isComparable = images.columns === labels.columns || images.rows === 0;
  const known = isComparable ? knownLabels(labels) : [];
  return {
    points: concatRows(normalizeRows(images), normalizeRows(selectRows(labels, known))),
    images: images.rows,
    labels: labels.rows,
    knownLabels: known,
  };
}
