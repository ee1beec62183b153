import type { Pace } from "../linalg/pace.js";
import type { Nearness } from "./nearness.js";

/** Told how near a candidate is to a query. */
export type PairVisitor = (query: number, candidate: number, nearness: number) => void;

/**
 * Tells the visitor of every query and candidate, except of a point with itself, in no promised order.
 * @param own the place of each query among the candidates where the queries are some of them; unused when they are all of them
 * @throws the signal's reason when the pace's signal is aborted
 */
export async function visitPairs(
  nearness: Nearness,
  own: ArrayLike<number> | null,
  visit: PairVisitor,
  pace: Pace,
): Promise<void> {
  for (const { aStart, aEnd, bStart, bEnd, dots } of nearness.tiles()) {
    for (let i = aStart, t = 0; i < aEnd; i++) {
      for (let j = bStart; j < bEnd; j++, t++) {
        if (!nearness.isMirrored) {
          if (own === null || own[i] !== j) visit(i, j, dots[t]);
        } else if (j > i) {
          visit(i, j, dots[t]);
          visit(j, i, dots[t]);
        }
      }
    }
    if (pace.due()) await pace.rest();
  }
}
