import { normalizeRows, rowOf } from "../linalg/matrix.js";
import type { Matrix } from "../types.js";

/**
 * How different the generated images of one class are from each other: the mean cosine distance over their pairs, averaged over
 * the classes that have two or more. GIF's own diversity, a KL divergence between softmaxed unit embeddings, is about 1e-4 for any
 * set (512 nearly equal numbers), so it cannot tell sets apart; the mean pairwise distance is the usual measure in its place.
 * @param generated shape (n, d)
 * @param classes a class index per row
 * @returns in [0, 2]; 0 when all images of a class are alike, or when no class has two
 * @throws RangeError for NaN or infinite numbers
 * @source mean pairwise distance as in the diversity term of Zhang et al. 2023 (GIF, arXiv 2211.13976), with cosine for KL
 */
export function diversity(generated: Matrix, classes: ArrayLike<number>, classCount: number): number {
  const unit = normalizeRows(generated);
  const distances: number[] = [];
  for (let c = 0; c < classCount; c++) {
    const distance = meanPairDistance(unit, classes, c);
    if (distance !== null) distances.push(distance);
  }
  return distances.length === 0 ? 0 : distances.reduce((a, b) => a + b) / distances.length;
}

// same as: mean over pairs i < j of the class of 1 - dot(x_i, x_j); the sum vector holds all pairs at once:
// |sum x|^2 = sum |x|^2 + 2 * (sum over pairs of dot), which takes n * d steps in place of n^2 * d.
function meanPairDistance(unit: Matrix, classes: ArrayLike<number>, c: number): number | null {
  const sum = new Float64Array(unit.columns);
  let count = 0;
  let squares = 0;
  for (let i = 0; i < unit.rows; i++) {
    if (classes[i] !== c) continue;
    count++;
    const row = rowOf(unit, i);
    for (let j = 0; j < row.length; j++) {
      sum[j] += row[j];
      squares += row[j] * row[j];
    }
  }
  if (count < 2) return null;
  const total = sum.reduce((a, value) => a + value * value, 0);
  return Math.max(0, 1 - (total - squares) / (count * (count - 1)));
}
