import type { LeftOutLabel } from "./label-comparison.js";
import type { LabelPair } from "./pair-labels.js";

/** Pairs with only what both sides could have said, and what was left out of them. */
export interface CutPairs {
  readonly pairs: readonly LabelPair[];
  /** the most frequent first */
  readonly leftOut: readonly LeftOutLabel[];
}

/** @param vocabulary undefined keeps everything */
export function cutToVocabulary(pairs: readonly LabelPair[], vocabulary: readonly string[] | undefined): CutPairs {
  if (vocabulary === undefined) return { pairs, leftOut: [] };
  const known = new Set(vocabulary);
  const counts = new Map<string, { predicted: number; reference: number }>();
  const keep = (labels: readonly string[], side: "predicted" | "reference"): string[] =>
    labels.filter((label) => {
      if (known.has(label)) return true;
      const count = counts.get(label) ?? { predicted: 0, reference: 0 };
      count[side] += 1;
      counts.set(label, count);
      return false;
    });
  const kept = pairs.map(({ id, predicted, reference }) => ({
    id,
    predicted: keep(predicted, "predicted"),
    reference: keep(reference, "reference"),
  }));
  const times = ({ predicted, reference }: LeftOutLabel): number => predicted + reference;
  const leftOut = [...counts].map(([label, count]) => ({ label, ...count }));
  return { pairs: kept, leftOut: leftOut.sort((a, b) => times(b) - times(a) || (a.label < b.label ? -1 : 1)) };
}
