import { rowOf } from "../linalg/matrix.js";
import type { Matrix } from "../types.js";

/** The labels that have a vector: indices of the rows that are not all zeros. */
export function knownLabels(labels: Matrix): number[] {
  return Array.from({ length: labels.rows }, (_, w) => w).filter((w) => rowOf(labels, w).some((x) => x !== 0));
}
