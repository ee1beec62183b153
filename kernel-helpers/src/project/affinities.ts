import { nearestNeighbors } from "../linalg/neighbors.js";
import { createPace, type Pace } from "../linalg/pace.js";
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
  const pace = createPace(options.signal);
  const weights = new Float64Array(indices.length);
  for (let i = 0; i < points.rows; i++) {
    const row = weights.subarray(i * k, (i + 1) * k);
    calibrate(similarities.subarray(i * k, (i + 1) * k), Math.min(perplexity, Math.max(1, k / 1.5)), row);
    if (i % 16 === 0 && pace.due()) await pace.rest();
  }
  return symmetrized(points.rows, k, indices, weights, pace);
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

/** (conditional + its transpose) / 2n */
async function symmetrized(
  rows: number,
  k: number,
  indices: Int32Array,
  conditional: Float64Array,
  pace: Pace,
): Promise<Affinities> {
  const incoming = transposed(rows, k, indices);
  const offsets = new Int32Array(rows + 1);
  const columns = new Int32Array(2 * indices.length);
  const weights = new Float64Array(2 * indices.length);
  const placeOf = new Int32Array(rows).fill(-1); // where this row keeps a partner, when not before its start
  let end = 0;
  for (let i = 0; i < rows; i++) {
    const add = (partner: number, weight: number): void => {
      if (placeOf[partner] < offsets[i]) {
        columns[end] = partner;
        placeOf[partner] = end++;
      }
      weights[placeOf[partner]] += weight / (2 * rows);
    };
    for (let t = i * k; t < (i + 1) * k; t++) add(indices[t], conditional[t]);
    for (let s = incoming.offsets[i]; s < incoming.offsets[i + 1]; s++) {
      const t = incoming.entries[s];
      add(Math.floor(t / k), conditional[t]);
    }
    offsets[i + 1] = end;
    if (i % 256 === 0 && pace.due()) await pace.rest();
  }
  return { offsets, columns: columns.slice(0, end), weights: weights.slice(0, end) };
}

/** For every row the places in indices that name it. */
function transposed(rows: number, k: number, indices: Int32Array): { offsets: Int32Array; entries: Int32Array } {
  const offsets = new Int32Array(rows + 1);
  for (const j of indices) offsets[j + 1]++;
  for (let i = 0; i < rows; i++) offsets[i + 1] += offsets[i];
  const next = offsets.slice();
  const entries = new Int32Array(rows * k);
  indices.forEach((j, t) => {
    entries[next[j]++] = t;
  });
  return { offsets, entries };
}
