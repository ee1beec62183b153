import { setImmediate } from "node:timers/promises";
import { createRandom, shuffle } from "../../linalg/random.js";
import { bestCut, type Case } from "./best-cut.js";
import { decide, probabilitiesOf, type Rivals } from "./decide.js";
import type { Line } from "./fit-line.js";
import { commonLine, meanSurprise, pooledLines, type Reference, SPREADS } from "./pooled-lines.js";

/** What was learned: probabilities, and from which on a label is given. */
export interface Thresholds {
  /** of standardised cosines; a slope of 0 or less: the label is never given */
  readonly lines: readonly Line[];
  /** null: no cut reaches the wanted precision */
  readonly atLeast: number | null;
}

const FOLDS = 5;

/**
 * Learns lines and cut from the images in rows. Both the strength of the pooling and the cut are chosen on images that the lines have not
 * seen (5-fold cross-validation), so that neither trusts lines that only remember.
 * @param wantedPrecision null: the best F1
 */
export async function learnThresholds(
  reference: Reference,
  rows: readonly number[],
  rivals: Rivals,
  wantedPrecision: number | null,
  signal?: AbortSignal,
): Promise<Thresholds> {
  const folds = foldsOf(rows).map((fold) => ({ ...fold, common: commonLine(reference, fold.train) }));
  let best: { spread: number; surprise: number; lines: Line[][] } | null = null;
  for (const spread of SPREADS) {
    await setImmediate(); // the kernel answers between two rounds
    signal?.throwIfAborted();
    const lines = folds.map(({ train, common }) => pooledLines(reference, train, common, spread));
    const surprise = folds.reduce((sum, { test }, f) => sum + test.length * meanSurprise(reference, test, lines[f]), 0);
    if (best === null || surprise < best.surprise) best = { spread, surprise, lines };
  }
  if (best === null) throw new RangeError("learnThresholds: no spreads to choose from.");
  const { spread, lines } = best;
  const cases = folds.flatMap(({ test }, f) => test.flatMap((i) => casesOf(reference, i, lines[f], rivals)));
  const common = commonLine(reference, rows);
  return { lines: pooledLines(reference, rows, common, spread), atLeast: bestCut(cases, wantedPrecision) };
}

/** Log-odds of an image's labels. */
export function logOddsOf({ scores }: Pick<Reference, "scores">, i: number, lines: readonly Line[]): Float64Array {
  return Float64Array.from(lines, ({ intercept, slope }, j) =>
    slope > 0 ? intercept + slope * scores.values[i * scores.m + j] : Number.NEGATIVE_INFINITY,
  );
}

function casesOf(reference: Reference, i: number, lines: readonly Line[], rivals: Rivals): Case[] {
  const probabilities = probabilitiesOf(logOddsOf(reference, i, lines), rivals);
  const leaders = new Set(decide(probabilities, rivals, 0));
  return [...probabilities].map((probability, j) => ({
    probability,
    holds: reference.holds[i * lines.length + j] === 1,
    leads: leaders.has(j),
  }));
}

/** The rows cut into five parts by chance that is always the same; each is tested once. */
export function foldsOf(rows: readonly number[]): { train: number[]; test: number[] }[] {
  const shuffled = shuffle(rows, createRandom(rows.length));
  return Array.from({ length: FOLDS }, (_, f) => ({
    train: shuffled.filter((_row, place) => place % FOLDS !== f),
    test: shuffled.filter((_row, place) => place % FOLDS === f),
  }));
}
