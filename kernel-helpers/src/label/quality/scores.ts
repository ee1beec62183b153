import { complement, type Estimate } from "./estimate.js";
import { type Part, pooledShare } from "./share-of.js";
import { addTallies, type LabelTally, type Tally } from "./tally.js";

/** How well labels were predicted. Every number is null where there is nothing to divide by, and has its n beside it. */
export interface Scores {
  /** share of predicted labels that are in the image; n: predicted labels */
  readonly precision: Estimate;
  /** share of true labels that were predicted; n: true labels */
  readonly recall: Estimate;
  /** both in one: 2 tp / (2 tp + fp + fn); n: labels predicted, true or both */
  readonly f1: Estimate;
  /** share of predicted labels that are not in the image: 1 - precision */
  readonly hallucination: Estimate;
  /** share of true labels that were not predicted: 1 - recall */
  readonly omission: Estimate;
}

/** Scores from counts, and the counts. */
export interface CountedScores extends Scores {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** predicted labels that count as right though the image carries only a relative; in no count above */
  readonly rightByHierarchy: number;
  /** true labels that count as found though only a relative was predicted; in no count above */
  readonly foundByHierarchy: number;
}

/**
 * Scores of labels pooled over images.
 * @param byImage for each image its tallies, those of one label or of all
 * @source F1's interval is that of tp / (tp + fp + fn), of which it is a rising function: Lam, Gopal & Qian 2023, arXiv 2309.14621 ("Wilson indirect")
 */
export function scorePooled(byImage: readonly (readonly LabelTally[])[]): CountedScores {
  const images = byImage.map((tallies) => addTallies("", tallies));
  const sum = addTallies("", images);
  const precision = pooledShare(images.map(({ right, predicted }) => ({ hits: right, n: predicted })));
  const recall = pooledShare(images.map(({ found, actual }) => ({ hits: found, n: actual })));
  const overlap = pooledShare(images.map(overlapOf));
  return {
    truePositives: sum.right - sum.rightByHierarchy,
    falsePositives: sum.predicted - sum.right,
    falseNegatives: sum.actual - sum.found,
    rightByHierarchy: sum.rightByHierarchy,
    foundByHierarchy: sum.foundByHierarchy,
    precision,
    recall,
    f1: { ...overlap, value: toF1(overlap.value), low: toF1(overlap.low), high: toF1(overlap.high) },
    hallucination: complement(precision),
    omission: complement(recall),
  };
}

/** A label that matches by hierarchy stands on one side only, so it counts half as a match and half as a label. */
function overlapOf({ predicted, right, actual, found }: Tally): Part {
  const hits = (right + found) / 2;
  return { hits, n: predicted + actual - hits };
}

function toF1(overlap: number | null): number | null {
  return overlap === null ? null : (2 * overlap) / (1 + overlap);
}
