import type { Table } from "./cosine-table.js";
import { fitLine, type Line, type LinePrior, surprise } from "./fit-line.js";

/** How far labels may be from the common line, standard deviations of the intercept in log-odds; 0: all share one line. */
export const SPREADS: readonly number[] = [0, 0.25, 0.5, 1, 2, 4];
/** Slopes differ less than intercepts: they say how well words are seen at all, intercepts how common each is. */
const SLOPE_SHARE = 0.5;
/** Before anything is seen, the common line may be anywhere. */
const COMMON_PRIOR = { centre: { intercept: 0, slope: 0 }, spread: { intercept: 10, slope: 5 } };

/** What is known of some images: standardised cosines, and which labels hold. */
export interface Reference {
  readonly scores: Table;
  /** 1 or 0, in the order of scores.values */
  readonly holds: Uint8Array;
}

/** The line that all labels share, learned from the images in rows. */
export function commonLine(reference: Reference, rows: readonly number[]): Line {
  const { m } = reference.scores;
  return fitAt(
    reference,
    rows.flatMap((i) => Array.from({ length: m }, (_, j) => i * m + j)),
    COMMON_PRIOR,
  );
}

/**
 * One line of log-odds per label, partially pooled: each label's own, drawn to the common one by a normal prior. A label with many cases goes
 * its own way; one with few stays near what all teach together.
 * @param rows images to learn from @param common from commonLine of the same rows @param spread of the intercepts around the common one
 * @source Gelman & Hill 2007, ch. 12 (partial pooling), of Platt's sigmoids
 */
export function pooledLines(reference: Reference, rows: readonly number[], common: Line, spread: number): Line[] {
  const { m } = reference.scores;
  const prior = { centre: common, spread: { intercept: spread, slope: SLOPE_SHARE * spread } };
  return Array.from({ length: m }, (_, j) =>
    fitAt(
      reference,
      rows.map((i) => i * m + j),
      prior,
    ),
  );
}

function fitAt({ scores, holds }: Reference, places: readonly number[], prior: LinePrior): Line {
  const x = Float64Array.from(places, (place) => scores.values[place]);
  return fitLine(
    x,
    places.map((place) => holds[place]),
    prior,
  );
}

/** How badly lines foretell the images in rows: the mean of -log probability over their labels. */
export function meanSurprise({ scores, holds }: Reference, rows: readonly number[], lines: readonly Line[]): number {
  let sum = 0;
  for (const i of rows) {
    lines.forEach((line, j) => {
      const place = i * scores.m + j;
      sum += surprise(line.intercept + line.slope * scores.values[place], holds[place]);
    });
  }
  return sum / (rows.length * scores.m);
}
