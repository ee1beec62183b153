import type { Pace } from "../linalg/pace.js";
import { isNearer, type NearestCandidates } from "./nearest-candidates.js";
import type { Nearness } from "./nearness.js";
import type { PairVisitor } from "./visit-pairs.js";

/** How often the clock is looked at while neighbours are looked up. */
const QUERIES_PER_LOOK = 16;

/** Neighbours found in one space, and where they rank in another. */
export interface RankPenalty {
  /** To be told of every pair of the other space, once. */
  readonly visit: PairVisitor;
  /** The sum over all neighbours of max(0, rank - k); rank 1 is the nearest. */
  total(): number;
}

/**
 * Ranks by counting: each pair visited is counted against those of the query's neighbours that lie further, so nothing is sorted and memory is (queries, k).
 * @param neighbors found in one space
 * @param other nearness in the other space
 */
export async function rankPenalty(neighbors: NearestCandidates, other: Nearness, pace: Pace): Promise<RankPenalty> {
  const { queries, k } = neighbors;
  const { indices, nearness } = await sortedBy(other, neighbors, pace);
  // counts[query, place]: candidates whose first further neighbour stands at that place
  const counts = new Uint32Array(queries * k);
  const visit: PairVisitor = (query, candidate, value) => {
    let low = query * k;
    let high = low + k - 1;
    if (!isNearer(value, candidate, nearness[high], indices[high])) return;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isNearer(value, candidate, nearness[middle], indices[middle])) high = middle;
      else low = middle + 1;
    }
    counts[low]++;
  };
  return { visit, total: () => penaltyOf(counts, k) };
}

/** The same neighbours, in the order of the other space. */
async function sortedBy(
  other: Nearness,
  { queries, k, indices }: NearestCandidates,
  pace: Pace,
): Promise<NearestCandidates> {
  const sorted = { queries, k, indices: new Int32Array(queries * k), nearness: new Float64Array(queries * k) };
  for (let query = 0; query < queries; query++) {
    const own = Array.from(indices.subarray(query * k, (query + 1) * k), (index) => ({
      index,
      value: other.between(query, index),
    }));
    own.sort((a, b) => b.value - a.value || a.index - b.index);
    own.forEach(({ index, value }, place) => {
      sorted.indices[query * k + place] = index;
      sorted.nearness[query * k + place] = value;
    });
    if (query % QUERIES_PER_LOOK === 0 && pace.due()) await pace.rest();
  }
  return sorted;
}

function penaltyOf(counts: Uint32Array, k: number): number {
  let penalty = 0;
  for (let start = 0; start < counts.length; start += k) {
    let nearer = 0;
    for (let place = start; place < start + k; place++) {
      nearer += counts[place];
      penalty += Math.max(0, nearer + 1 - k);
    }
  }
  return penalty;
}
