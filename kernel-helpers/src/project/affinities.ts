import { nearestNeighbors } from "../linalg/neighbors.js";
import type { Matrix } from "../types.js";

/** A symmetric sparse matrix of pair weights that sum to 1: row i's partners are columns[offsets[i] .. offsets[i + 1]). */
export interface Affinities {
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly weights: Float64Array;
}

const BISECTIONS = 60;
const ENTROPY_TOLERANCE = 1e-6;

/**
 * How much each pair of points belongs together: t-SNE's p_ij = (p_j|i + p_i|j) / 2n over the 3 * perplexity nearest neighbours,
 * where p_j|i is a Gaussian of the distance between unit vectors whose width gives each point the same effective number of neighbours.
 * @param points shape (n, d), compared by cosine
 * @param perplexity effective neighbours, > 1; cut to what n allows
 * @source van der Maaten 2014, Accelerating t-SNE using tree-based algorithms
 */
export async function neighborAffinities(
  points: Matrix,
  perplexity: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Affinities> {
  const { k, indices, similarities } = await nearestNeighbors(points, Math.ceil(3 * perplexity), options);
  const conditional = new Float64Array(indices.length);
  for (let i = 0; i < points.rows; i++) {
    const distances = similarities.subarray(i * k, (i + 1) * k).map((s) => Math.max(0, 2 - 2 * s));
    conditional.set(calibratedWeights(distances, Math.min(perplexity, Math.max(1, k / 1.5))), i * k);
  }
  return symmetrized(points.rows, k, indices, conditional);
}

/** exp(-beta * squared distance), scaled to sum to 1, with the beta whose entropy is log(perplexity). */
function calibratedWeights(squaredDistances: Float64Array, perplexity: number): Float64Array {
  const nearest = squaredDistances[0] ?? 0;
  const target = Math.log(perplexity);
  let [low, high, beta] = [0, Number.POSITIVE_INFINITY, 1];
  let weights = new Float64Array(squaredDistances.length);
  for (let step = 0; step < BISECTIONS; step++) {
    let sum = 0;
    let weighted = 0;
    weights = Float64Array.from(squaredDistances, (d) => Math.exp(-beta * (d - nearest)));
    for (let t = 0; t < weights.length; t++) {
      sum += weights[t];
      weighted += weights[t] * (squaredDistances[t] - nearest);
    }
    for (let t = 0; t < weights.length; t++) weights[t] /= sum;
    const entropy = Math.log(sum) + (beta * weighted) / sum;
    if (Math.abs(entropy - target) < ENTROPY_TOLERANCE) break;
    if (entropy > target) low = beta;
    else high = beta;
    beta = high === Number.POSITIVE_INFINITY ? beta * 2 : (low + high) / 2;
  }
  return weights;
}

function symmetrized(rows: number, k: number, indices: Int32Array, conditional: Float64Array): Affinities {
  const partners = Array.from({ length: rows }, () => new Map<number, number>());
  const add = (i: number, j: number, weight: number): void => {
    partners[i].set(j, (partners[i].get(j) ?? 0) + weight);
  };
  for (let i = 0; i < rows; i++) {
    for (let t = i * k; t < (i + 1) * k; t++) {
      add(i, indices[t], conditional[t] / (2 * rows));
      add(indices[t], i, conditional[t] / (2 * rows));
    }
  }
  const offsets = new Int32Array(rows + 1);
  partners.forEach((row, i) => {
    offsets[i + 1] = offsets[i] + row.size;
  });
  return {
    offsets,
    columns: Int32Array.from(partners.flatMap((row) => [...row.keys()])),
    weights: Float64Array.from(partners.flatMap((row) => [...row.values()])),
  };
}
