import { assertFinite, normalizeRows } from "../linalg/matrix.js";
import { createPace } from "../linalg/pace.js";
import { similarityBlocks } from "../linalg/similarity-blocks.js";
import type { Matrix } from "../types.js";

/** Two images that look nearly the same. */
export interface SimilarPair {
  /** rows */
  readonly a: number;
  readonly b: number;
  /** cosine, in [-1, 1] */
  readonly similarity: number;
}

/**
 * All pairs of rows at least this similar; every pair is looked at.
 * @param embeddings shape (n, d), any length of rows
 * @param atLeast cosine, in (0, 1]
 * @returns a < b, in order of a, then b
 * @throws RangeError for another threshold, NaN or infinite numbers; the signal's reason when aborted
 */
export async function similarPairs(
  embeddings: Matrix,
  atLeast: number,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<readonly SimilarPair[]> {
  if (!(atLeast > 0 && atLeast <= 1)) {
    throw new RangeError(`similarPairs: atLeast = ${atLeast}; give a cosine above 0, at most 1.`);
  }
  assertFinite(embeddings, "similarPairs");
  const unit = normalizeRows(embeddings);
  const pace = createPace(signal);
  const pairs: SimilarPair[] = [];
  for (const { aStart, aEnd, bStart, bEnd, dots } of similarityBlocks(unit, unit)) {
    for (let a = aStart, t = 0; a < aEnd; a++) {
      for (let b = bStart; b < bEnd; b++, t++) {
        if (a < b && dots[t] >= atLeast) pairs.push({ a, b, similarity: Math.min(1, dots[t]) });
      }
    }
    if (pace.due()) await pace.rest();
  }
  return pairs.sort((one, other) => one.a - other.a || one.b - other.b);
}

/** The sets that pairs join: each row is in one set at most, with all that it is joined to, however indirectly. @returns rows in order; the largest set first */
export function joinPairs(pairs: readonly SimilarPair[]): readonly (readonly number[])[] {
  const setOf = new Map<number, number[]>();
  for (const { a, b } of pairs) {
    const [one, other] = [setOf.get(a) ?? [a], setOf.get(b) ?? [b]];
    if (one === other) continue;
    const joined = [...one, ...other];
    for (const row of joined) setOf.set(row, joined);
  }
  return [...new Set(setOf.values())]
    .map((rows) => [...rows].sort((a, b) => a - b))
    .sort((a, b) => b.length - a.length || a[0] - b[0]);
}
