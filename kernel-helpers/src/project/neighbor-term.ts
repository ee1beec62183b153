import type { Pace } from "../linalg/pace.js";
import type { Affinities } from "./affinities.js";
import { repulsion } from "./repulsion.js";

/**
 * The gradient of the contrastive term inside one kind of points: n * sum over pairs of p_ij log(p_ij / q_ij) with
 * q_ij = s_ij / (sum of s over all pairs). This is InfoNCE with every other pair as a negative; each point's share has a size of about 1.
 * @param positions the points of this kind, x and y interleaved
 * @param exaggeration multiplies the attraction; 1 for the true gradient
 * @param weight of the term
 * @param gradient length of positions; added to
 */
export async function addNeighborGradient(
  affinities: Affinities,
  positions: Float64Array,
  { exaggeration, weight }: { readonly exaggeration: number; readonly weight: number },
  gradient: Float64Array,
  pace: Pace,
): Promise<void> {
  const n = positions.length / 2;
  if (affinities.columns.length === 0) return;
  const forces = new Float64Array(positions.length);
  const sum = await repulsion(positions, forces, pace);
  const factor = 4 * n * weight;
  for (let t = 0; t < forces.length; t++) gradient[t] -= (factor * forces[t]) / sum;
  for (let i = 0; i < n; i++) {
    attract(affinities, positions, i, factor * exaggeration, gradient);
    if (i % 256 === 0 && pace.due()) await pace.rest();
  }
}

function attract(
  { offsets, columns, weights }: Affinities,
  positions: Float64Array,
  i: number,
  factor: number,
  gradient: Float64Array,
): void {
  const x = positions[2 * i];
  const y = positions[2 * i + 1];
  let sumX = 0;
  let sumY = 0;
  for (let t = offsets[i]; t < offsets[i + 1]; t++) {
    const dx = x - positions[2 * columns[t]];
    const dy = y - positions[2 * columns[t] + 1];
    const pull = weights[t] / (1 + dx * dx + dy * dy);
    sumX += pull * dx;
    sumY += pull * dy;
  }
  gradient[2 * i] += factor * sumX;
  gradient[2 * i + 1] += factor * sumY;
}
