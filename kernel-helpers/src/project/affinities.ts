import type { Neighbors } from "../linalg/neighbors.js";
import { type SparseRows, transposed, weightedSum } from "./sparse-rows.js";

const BISECTIONS = 60;
const ENTROPY_TOLERANCE = 1e-5;

/**
 * How much each of a row's neighbours belongs to it: exp(-|x - x'|^2 / 2 sigma^2) of unit vectors, scaled to sum to 1, with the sigma of each
 * row such that its effective number of neighbours (2 to the entropy) is the perplexity.
 * @param neighbors the k nearest of each row, nearest first
 * @param perplexity > 1; cut to k / 1.5, where it would be nearly uniform
 * @param rows how many there are, which the neighbours do not tell when k = 0
 * @source Hinton & Roweis 2002, Stochastic neighbor embedding
 */
export function conditionalAffinities(
  { k, indices, similarities }: Neighbors,
  perplexity: number,
  rows: number,
): SparseRows {
  const weights = new Float64Array(indices.length);
  for (let i = 0; i < rows; i++) {
    const row = weights.subarray(i * k, (i + 1) * k);
    calibrate(similarities.subarray(i * k, (i + 1) * k), Math.min(perplexity, Math.max(1, k / 1.5)), row);
  }
  return { offsets: Int32Array.from({ length: rows + 1 }, (_, i) => i * k), columns: indices, weights };
}

/**
 * t-SNE's p_ij = (p_j|i + p_i|j) / 2n: symmetric, all of them sum to 1.
 * @source van der Maaten 2014, Accelerating t-SNE using tree-based algorithms
 */
export function jointAffinities(neighbors: Neighbors, perplexity: number, n: number): SparseRows {
  const conditional = conditionalAffinities(neighbors, perplexity, n);
  return weightedSum(1 / (2 * n), conditional, 1 / (2 * n), transposed(conditional, n), n);
}

/** Fills weights with exp(-beta * squared distance) scaled to sum to 1, for the beta whose entropy is log(perplexity). */
function calibrate(similarities: Float64Array, perplexity: number, weights: Float64Array): void {
  const target = Math.log(perplexity);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let beta = 1;
  for (let step = 0; step < BISECTIONS; step++) {
    let sum = 0;
    let weighted = 0;
    for (let t = 0; t < weights.length; t++) {
      const further = 2 * (similarities[0] - similarities[t]); // squared distance beyond the nearest's
      weights[t] = Math.exp(-beta * further);
      sum += weights[t];
      weighted += weights[t] * further;
    }
    for (let t = 0; t < weights.length; t++) weights[t] /= sum;
    const entropy = Math.log(sum) + (beta * weighted) / sum;
    if (Math.abs(entropy - target) < ENTROPY_TOLERANCE) return;
    if (entropy > target) low = beta;
    else high = beta;
    beta = high === Number.POSITIVE_INFINITY ? beta * 2 : (low + high) / 2;
  }
}
