import { decide, probabilitiesOf, type Rivals } from "./decide.js";
import { foldsOf, learnThresholds, logOddsOf } from "./learn-thresholds.js";
import type { Reference } from "./pooled-lines.js";

/** How many labels were right, of how many. */
export interface LabelCounts {
  /** labels that hold, by the reference */
  readonly holds: number;
  /** labels given */
  readonly given: number;
  /** given and holding */
  readonly correct: number;
}

/**
 * What the whole procedure (pooling, choice of the cut and all) gives on images that it has not learned from: each fifth of the reference
 * is labelled by what the other four taught.
 * @returns counts per label
 * @source Varma & Simon 2006 (nested cross-validation: choices inside, judgement outside)
 */
export async function crossValidate(
  reference: Reference,
  rivals: Rivals,
  wantedPrecision: number | null,
  signal?: AbortSignal,
): Promise<LabelCounts[]> {
  const { n, m } = reference.scores;
  const counts = Array.from({ length: m }, () => ({ holds: 0, given: 0, correct: 0 }));
  const rows = Array.from({ length: n }, (_, i) => i);
  for (const { train, test } of foldsOf(rows)) {
    const { lines, atLeast } = await learnThresholds(reference, train, rivals, wantedPrecision, signal);
    for (const i of test) {
      const given = new Set(
        atLeast === null ? [] : decide(probabilitiesOf(logOddsOf(reference, i, lines), rivals), rivals, atLeast),
      );
      counts.forEach((count, j) => {
        const holds = reference.holds[i * m + j];
        count.holds += holds;
        if (!given.has(j)) return;
        count.given++;
        count.correct += holds;
      });
    }
  }
  return counts;
}
