import type { Pace } from "../linalg/pace.js";
import { collectNearest } from "./nearest-candidates.js";
import type { Nearness } from "./nearness.js";
import { rankPenalty } from "./rank-penalty.js";
import { type PairVisitor, visitPairs } from "./visit-pairs.js";

/** Both in [0, 1]; 1 is best. */
export interface RankAgreement {
  /** neighbours in the plane that are far in the data lower it */
  readonly trustworthiness: number;
  /** neighbours in the data that are far in the plane lower it */
  readonly continuity: number;
}

/** The largest k for which the worst order still gets 0; 0 when there are too few candidates for any. @param others candidates without the point itself */
export function largestNeighborhood(others: number): number {
  return Math.max(0, Math.ceil((others + 1) / 2) - 1);
}

/**
 * 1 - 2 / (n k (2c - 3k + 1)) * sum over the n queries and their k nearest in one space of max(0, rank in the other space - k), both ways.
 * c is the number of candidates, without the point itself; equally near ones rank by index.
 * Memory grows with n k, time with n c. Walks the data once and the plane twice.
 * @param data nearness in the data
 * @param plane nearness of the same queries and candidates in the plane
 * @param own the place of each query among the candidates, where the queries are some of them; null where they are all of them or none
 * @throws RangeError when not 1 <= k < (c + 1) / 2; the signal's reason when the pace's signal is aborted
 * @source Venna & Kaski 2001; the normaliser for two sets of points counts all candidates
 */
export async function rankAgreement(
  who: string,
  data: Nearness,
  plane: Nearness,
  k: number,
  pace: Pace,
  own: ArrayLike<number> | null = null,
): Promise<RankAgreement> {
  const { queries, candidates } = data;
  const others = data.isMirrored || own !== null ? candidates - 1 : candidates;
  if (!(Number.isInteger(k) && k >= 1 && k <= largestNeighborhood(others))) {
    throw new RangeError(
      `${who}: k = ${k} with ${others} possible neighbours; give a whole number from 1 to ${largestNeighborhood(others)}.`,
    );
  }
  const inPlane = collectNearest(queries, k);
  await visitPairs(plane, own, inPlane.visit, pace);
  const inData = collectNearest(queries, k);
  const misplaced = await rankPenalty(inPlane.nearest, data, pace);
  const visitBoth: PairVisitor = (query, candidate, nearness) => {
    inData.visit(query, candidate, nearness);
    misplaced.visit(query, candidate, nearness);
  };
  await visitPairs(data, own, visitBoth, pace);
  const missing = await rankPenalty(inData.nearest, plane, pace);
  await visitPairs(plane, own, missing.visit, pace);
  const scale = 2 / (queries * k * (2 * others - 3 * k + 1));
  return { trustworthiness: 1 - scale * misplaced.total(), continuity: 1 - scale * missing.total() };
}
