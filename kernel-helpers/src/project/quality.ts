import { normalizeRows } from "../linalg/matrix.js";
import { createPace } from "../linalg/pace.js";
import type { Matrix } from "../types.js";

/** Distances of one query to all candidates, written into the array given. */
export type DistanceRow = (query: number, distances: Float64Array) => void;

export interface RankComparison {
  readonly queries: number;
  readonly candidates: number;
  readonly k: number;
  /** true when queries and candidates are the same points, so that a point is not its own neighbour */
  readonly isSameSet: boolean;
  /** the distances whose k nearest are checked */
  readonly shown: DistanceRow;
  /** the distances whose ranks they should have */
  readonly truth: DistanceRow;
  readonly signal?: AbortSignal;
}

/**
 * How far the plot can be trusted: 1 minus a penalty for neighbours in the plane that are none in the data, by how far down they rank there.
 * @param embeddings shape (n, d), compared by cosine
 * @param positions x and y interleaved, length 2n
 * @param k neighbours looked at, 1 <= k < n / 2
 * @returns a number in [0, 1]; 1 is best
 * @throws RangeError when k does not fit n; the signal's reason when aborted
 * @source Venna & Kaski 2001
 */
export async function trustworthiness(
  embeddings: Matrix,
  positions: Float32Array,
  k: number = 15,
  options: { readonly signal?: AbortSignal } = {},
): Promise<number> {
  const [truth, shown] = [cosineDistances(embeddings, embeddings), planeDistances(positions, positions)];
  return rankAgreement("trustworthiness", {
    ...sameSet("trustworthiness", embeddings, positions, k),
    shown,
    truth,
    ...options,
  });
}

/**
 * How much of the data's neighbourhoods the plot keeps: as trustworthiness, for neighbours in the data that are none in the plane.
 * Parameters, result and errors are those of trustworthiness.
 * @source Venna & Kaski 2001
 */
export async function continuity(
  embeddings: Matrix,
  positions: Float32Array,
  k: number = 15,
  options: { readonly signal?: AbortSignal } = {},
): Promise<number> {
  const [shown, truth] = [cosineDistances(embeddings, embeddings), planeDistances(positions, positions)];
  return rankAgreement("continuity", { ...sameSet("continuity", embeddings, positions, k), shown, truth, ...options });
}

/**
 * 1 - 2 / (n k (2c - 3k + 1)) * sum over queries and their k nearest shown candidates of max(0, true rank - k); c candidates, equal distances by index.
 * Memory grows with the candidates alone.
 * @throws RangeError when not 1 <= k < (c + 1) / 2, c without the point itself; the signal's reason when aborted
 */
export async function rankAgreement(who: string, comparison: RankComparison): Promise<number> {
  const { queries, candidates, k, isSameSet, signal } = comparison;
  const others = isSameSet ? candidates - 1 : candidates;
  if (!(Number.isInteger(k) && k >= 1 && 2 * k < others + 1)) {
    throw new RangeError(
      `${who}: k = ${k} with ${others} possible neighbours; give a whole number from 1 to ${Math.ceil((others + 1) / 2) - 1}.`,
    );
  }
  const pace = createPace(signal);
  const [shown, truth] = [new Float64Array(candidates), new Float64Array(candidates)];
  let penalty = 0;
  for (let i = 0; i < queries; i++) {
    comparison.shown(i, shown);
    comparison.truth(i, truth);
    if (isSameSet) shown[i] = truth[i] = Number.POSITIVE_INFINITY;
    for (const j of smallest(shown, k)) penalty += Math.max(0, rankOf(truth, j) - k);
    if (pace.due()) await pace.rest();
  }
  return 1 - (2 / (queries * k * (2 * others - 3 * k + 1))) * penalty;
}

/** Cosine distance 1 - cos from rows of one matrix to all rows of another. */
export function cosineDistances(queries: Matrix, candidates: Matrix): DistanceRow {
  const unitCandidates = normalizeRows(candidates);
  const unitQueries = normalizeRows(queries);
  const d = queries.columns;
  return (i, distances) => {
    const query = unitQueries.data.subarray(i * d, (i + 1) * d);
    for (let j = 0, t = 0; j < distances.length; j++) {
      let sum = 0;
      for (let c = 0; c < d; c++) sum += query[c] * unitCandidates.data[t++];
      distances[j] = 1 - sum;
    }
  };
}

/** Squared Euclidean distance, which ranks as the distance does. */
export function planeDistances(queries: Float32Array, candidates: Float32Array): DistanceRow {
  return (i, distances) => {
    for (let j = 0; j < distances.length; j++) {
      distances[j] = (queries[2 * i] - candidates[2 * j]) ** 2 + (queries[2 * i + 1] - candidates[2 * j + 1]) ** 2;
    }
  };
}

function sameSet(
  who: string,
  embeddings: Matrix,
  positions: Float32Array,
  k: number,
): Pick<RankComparison, "queries" | "candidates" | "k" | "isSameSet"> {
  if (positions.length !== 2 * embeddings.rows) {
    throw new RangeError(
      `${who}: ${embeddings.rows} embeddings, ${positions.length} coordinates; give x and y for each.`,
    );
  }
  return { queries: embeddings.rows, candidates: embeddings.rows, k, isSameSet: true } as const;
}

/** Indices of the k smallest, the lower index first among equals. */
export function smallest(distances: Float64Array, k: number): number[] {
  const best: number[] = [];
  for (let j = 0; j < distances.length; j++) {
    if (best.length === k && distances[j] >= distances[best[k - 1]]) continue;
    if (best.length === k) best.pop();
    let place = best.length;
    while (place > 0 && distances[best[place - 1]] > distances[j]) place--;
    best.splice(place, 0, j);
  }
  return best;
}

/** 1 for the nearest. */
function rankOf(distances: Float64Array, j: number): number {
  let rank = 1;
  for (let t = 0; t < distances.length; t++) {
    if (distances[t] < distances[j] || (distances[t] === distances[j] && t < j)) rank++;
  }
  return rank;
}
