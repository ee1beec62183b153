import { type ColumnTable, from } from "arquero";
import type { AgreedLabel } from "./label-agreement.js";
import type { LabelScores } from "./label-comparison.js";

/** One row of a comparison's table. Shares in [0, 1]; null where there is nothing to divide by. */
export interface LabelRow {
  readonly label: string;
  /** images that carry it, and images it was predicted for */
  readonly true: number;
  readonly predicted: number;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly rightByHierarchy: number;
  readonly foundByHierarchy: number;
  readonly precision: number | null;
  readonly precisionLow: number | null;
  readonly precisionHigh: number | null;
  readonly recall: number | null;
  readonly recallLow: number | null;
  readonly recallHigh: number | null;
  readonly f1: number | null;
  readonly f1Low: number | null;
  readonly f1High: number | null;
  readonly hallucination: number | null;
  readonly omission: number | null;
}

/** @returns an arquero table with one row per label, in their order */
export function comparisonTable(labels: readonly LabelScores[]): ColumnTable {
  return from(labels.map(comparedRow));
}

function comparedRow({ label, precision, recall, f1, ...scores }: LabelScores): LabelRow {
  return {
    label,
    true: recall.n,
    predicted: precision.n,
    tp: scores.truePositives,
    fp: scores.falsePositives,
    fn: scores.falseNegatives,
    rightByHierarchy: scores.rightByHierarchy,
    foundByHierarchy: scores.foundByHierarchy,
    precision: precision.value,
    precisionLow: precision.low,
    precisionHigh: precision.high,
    recall: recall.value,
    recallLow: recall.low,
    recallHigh: recall.high,
    f1: f1.value,
    f1Low: f1.low,
    f1High: f1.high,
    hallucination: scores.hallucination.value,
    omission: scores.omission.value,
  };
}

/** One row of an agreement's table. Shares in [0, 1], kappa in [-1, 1]; null where there is nothing to divide by. */
export interface AgreementRow {
  readonly label: string;
  /** images it was given to both times, the first time only, the second time only */
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly repeated: number | null;
  readonly repeatedLow: number | null;
  readonly repeatedHigh: number | null;
  readonly equal: number | null;
  readonly equalLow: number | null;
  readonly equalHigh: number | null;
  readonly kappa: number | null;
  readonly kappaLow: number | null;
  readonly kappaHigh: number | null;
}

/** @returns an arquero table with one row per label, in their order */
export function agreementTable(labels: readonly AgreedLabel[]): ColumnTable {
  return from(
    labels.map(
      ({ label, both, onlyFirst, onlySecond, repeated, equal, kappa }): AgreementRow => ({
        label,
        both,
        onlyFirst,
        onlySecond,
        repeated: repeated.value,
        repeatedLow: repeated.low,
        repeatedHigh: repeated.high,
        equal: equal.value,
        equalLow: equal.low,
        equalHigh: equal.high,
        kappa: kappa.value,
        kappaLow: kappa.low,
        kappaHigh: kappa.high,
      }),
    ),
  );
}
