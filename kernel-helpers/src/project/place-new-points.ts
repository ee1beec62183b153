import { selectRows } from "../linalg/matrix.js";
import { nearestReferences } from "../linalg/neighbors.js";
import type { Matrix } from "../types.js";
import { moveToMean } from "./place-labels-at-images.js";

/** A new point starts at the mean of this many placed ones. */
const PLACED_NEIGHBORS = 5;

/**
 * Moves points whose position is NaN to the mean of their 5 nearest placed ones; to the mean of all that is placed when none of them is.
 * @param points shape (n, d); compared by cosine
 * @param positions x and y interleaved, those of the points first; changed in place
 */
export async function placeNewPoints(points: Matrix, positions: Float64Array, signal?: AbortSignal): Promise<void> {
  const rows = Array.from({ length: points.rows }, (_, i) => i);
  const placed = rows.filter((i) => !Number.isNaN(positions[2 * i]));
  const fresh = rows.filter((i) => Number.isNaN(positions[2 * i]));
  const [queries, references] = [selectRows(points, fresh), selectRows(points, placed)];
  const { k, indices } = await nearestReferences(queries, references, PLACED_NEIGHBORS, { signal });
  fresh.forEach((i, row) => {
    const nearest = Array.from(indices.subarray(row * k, (row + 1) * k), (t) => placed[t]);
    moveToMean(positions, i, nearest);
  });
}
