import { createMatrix, normalizeRows } from "../linalg/matrix.js";
import { createPace } from "../linalg/pace.js";
import { similarityBlocks } from "../linalg/similarity-blocks.js";
import type { Matrix } from "../types.js";

/**
 * All distances 1 - cos between the rows of a and the rows of b; of a among themselves when b is left out, then 0 on the diagonal.
 * A zero row is at distance 1 from every other.
 * @param a shape (n, d)
 * @param b shape (m, d)
 * @returns shape (n, m), in [0, 2]
 * @throws the signal's reason when aborted
 */
export async function cosineDistanceMatrix(
  a: Matrix,
  b?: Matrix,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Matrix> {
  const unitA = normalizeRows(a);
  const unitB = b ? normalizeRows(b) : unitA;
  const distances = createMatrix(unitA.rows, unitB.rows);
  const pace = createPace(signal);
  for (const { aStart, aEnd, bStart, bEnd, dots } of similarityBlocks(unitA, unitB)) {
    for (let i = aStart, t = 0; i < aEnd; i++) {
      for (let j = bStart; j < bEnd; j++, t++) {
        const distance = Math.min(2, Math.max(0, 1 - dots[t]));
        distances.data[i * distances.columns + j] = distance;
        if (!b) distances.data[j * distances.columns + i] = distance;
      }
    }
    if (pace.due()) await pace.rest();
  }
  if (!b) for (let i = 0; i < a.rows; i++) distances.data[i * a.rows + i] = 0;
  return distances;
}
