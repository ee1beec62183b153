import type { PointTree } from "./point-tree.js";
import { similarityField } from "./similarity-field.js";
import type { SparseRows } from "./sparse-rows.js";

/** Up to this many pairs all are visited: it is as quick, and exact. */
const EXACT_PAIRS = 65_536;
const OPENING = 0.9;

/** How coarsely far sources may be grouped; see similarityField. */
export function openingFor(sources: number, targets: number): number {
  return sources * targets <= EXACT_PAIRS ? 0 : OPENING;
}

/**
 * Adds the gradient of the contrastive term inside one kind of points: n * sum over pairs of p_ij log(p_ij / q_ij) with
 * q_ij = s_ij / (sum of s over all pairs). This is InfoNCE with every other pair as a negative; each point's share has a size of about 1.
 * @param affinities p_ij, symmetric, summing to 1
 * @param positions the points of this kind, x and y interleaved
 * @param tree of positions
 * @param exaggeration multiplies the attraction; 1 for the true gradient
 * @param weight of the term
 * @param gradient length of positions; added to
 */
export function addNeighborGradient(
  affinities: SparseRows,
  positions: Float64Array,
  tree: PointTree,
  { exaggeration, weight }: { readonly exaggeration: number; readonly weight: number },
  gradient: Float64Array,
): void {
  const n = positions.length / 2;
  if (affinities.columns.length === 0) return;
  const { sums, pushes } = similarityField(tree, null, tree, openingFor(n, n));
  let total = -n; // every point met itself
  for (let i = 0; i < n; i++) total += sums[i];
  const factor = 4 * n * weight;
  for (let t = 0; t < pushes.length; t++) gradient[t] -= (factor * pushes[t]) / total;
  addAttraction(affinities, positions, factor * exaggeration, gradient);
}

function addAttraction(
  { offsets, columns, weights }: SparseRows,
  positions: Float64Array,
  factor: number,
  gradient: Float64Array,
): void {
  for (let i = 0; i + 1 < offsets.length; i++) {
    const x = positions[2 * i];
    const y = positions[2 * i + 1];
    let sumX = 0;
    let sumY = 0;
    for (let t = offsets[i]; t < offsets[i + 1]; t++) {
      const j = 2 * columns[t];
      const dx = x - positions[j];
      const dy = y - positions[j + 1];
      const pull = weights[t] / (1 + dx * dx + dy * dy);
      sumX += pull * dx;
      sumY += pull * dy;
    }
    gradient[2 * i] += factor * sumX;
    gradient[2 * i + 1] += factor * sumY;
  }
}
