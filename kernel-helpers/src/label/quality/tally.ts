import type { ImageVerdict } from "./judge-image.js";

/** Counts behind every score, of one label or of many. */
export interface Tally {
  /** how often it was predicted, and how often of those it was right (by hierarchy too) */
  readonly predicted: number;
  readonly right: number;
  /** how often it was true, and how often of those it was found (by hierarchy too) */
  readonly actual: number;
  readonly found: number;
}

/** What one image says about one label. */
export interface LabelTally extends Tally {
  readonly label: string;
  readonly rightByHierarchy: number;
  readonly foundByHierarchy: number;
}

/** One entry for each label the image was judged by. */
export function tallyImage(verdict: ImageVerdict): LabelTally[] {
  const entry = (
    label: string,
    predicted: number,
    right: number,
    actual: number,
    found: number,
    by = 0,
  ): LabelTally => ({
    label,
    predicted,
    right,
    actual,
    found,
    rightByHierarchy: by * predicted,
    foundByHierarchy: by * actual,
  });
  return [
    ...verdict.right.map((label) => entry(label, 1, 1, 1, 1)),
    ...verdict.rightByHierarchy.map((label) => entry(label, 1, 1, 0, 0, 1)),
    ...verdict.foundByHierarchy.map((label) => entry(label, 0, 0, 1, 1, 1)),
    ...verdict.hallucinated.map((label) => entry(label, 1, 0, 0, 0)),
    ...verdict.omitted.map((label) => entry(label, 0, 0, 1, 0)),
  ];
}

/** The sum, under the first one's label. */
export function addTallies(label: string, tallies: readonly LabelTally[]): LabelTally {
  const sum = { label, predicted: 0, right: 0, actual: 0, found: 0, rightByHierarchy: 0, foundByHierarchy: 0 };
  for (const tally of tallies) {
    sum.predicted += tally.predicted;
    sum.right += tally.right;
    sum.actual += tally.actual;
    sum.found += tally.found;
    sum.rightByHierarchy += tally.rightByHierarchy;
    sum.foundByHierarchy += tally.foundByHierarchy;
  }
  return sum;
}
