import type { IterationPoint } from "../protocol.js";

/** One measure over the iterations, as ratios to the first iteration. */
export interface MeasureLine {
  readonly key: "informativeness" | "diversity" | "distance" | "classConsistency";
  readonly name: string;
  /** what a rise means, in a few words */
  readonly meaning: string;
  readonly iterations: readonly number[];
  readonly ratios: readonly number[];
}

const MEASURES: readonly Pick<MeasureLine, "key" | "name" | "meaning">[] = [
  { key: "informativeness", name: "Informativeness", meaning: "harder, more useful to learn from" },
  { key: "diversity", name: "Diversity", meaning: "less alike among themselves" },
  { key: "distance", name: "Distance", meaning: "further from the originals" },
  { key: "classConsistency", name: "Consistency", meaning: "more of them look like the class they were made for" },
];

/** @returns the four measures; an iteration that was not measured is left out */
export function measureLines(points: readonly IterationPoint[]): readonly MeasureLine[] {
  const measured = points.filter((point) => point.ratios !== null);
  return MEASURES.map((measure) => {
    const known = measured.filter((point) => Number.isFinite(point.ratios?.[measure.key]));
    return {
      ...measure,
      iterations: known.map((point) => point.index),
      ratios: known.map((point) => point.ratios?.[measure.key] as number),
    };
  });
}

/**
 * Ends of the ratio axis: 1 in the middle, so that up is better-than-first at a glance, and no line on the edge; but nothing below 0, where no ratio is.
 * @returns [1 - s, 1 + s] with s at least 0.1, or [0, 1 + s]
 */
export function ratioRange(lines: readonly MeasureLine[]): readonly [number, number] {
  const swing = Math.max(0.1, ...lines.flatMap((line) => line.ratios.map((ratio) => Math.abs(ratio - 1)))) / 0.85;
  return [Math.max(0, 1 - swing), 1 + swing];
}
