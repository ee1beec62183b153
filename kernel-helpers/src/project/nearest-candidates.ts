import type { PairVisitor } from "./visit-pairs.js";

/** The k nearest candidates of every query, nearest first; shape (queries, k). */
export interface NearestCandidates {
  readonly queries: number;
  readonly k: number;
  readonly indices: Int32Array;
  readonly nearness: Float64Array;
}

/** One order for all: nearer first, equally near ones by index. */
export function isNearer(nearness: number, index: number, otherNearness: number, otherIndex: number): boolean {
  return nearness > otherNearness || (nearness === otherNearness && index < otherIndex);
}

/**
 * Lists that fill while pairs are visited.
 * @param k at most the number of candidates a query is visited with
 */
export function collectNearest(
  queries: number,
  k: number,
): { readonly nearest: NearestCandidates; readonly visit: PairVisitor } {
  const indices = new Int32Array(queries * k).fill(-1);
  const nearness = new Float64Array(queries * k).fill(Number.NEGATIVE_INFINITY);
  const visit: PairVisitor = (query, candidate, value) => {
    const start = query * k;
    let place = start + k - 1;
    if (!isNearer(value, candidate, nearness[place], indices[place])) return;
    for (; place > start && isNearer(value, candidate, nearness[place - 1], indices[place - 1]); place--) {
      nearness[place] = nearness[place - 1];
      indices[place] = indices[place - 1];
    }
    nearness[place] = value;
    indices[place] = candidate;
  };
  return { nearest: { queries, k, indices, nearness }, visit };
}
