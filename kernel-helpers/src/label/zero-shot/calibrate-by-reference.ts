import type { ImageRef } from "../../types.js";
import type { LabelsById } from "../quality/read-labels.js";
import { threeOf } from "../three-of.js";
import { type CalibratedLabel, type Calibration, qualityOf } from "./calibration.js";
import type { Table } from "./cosine-table.js";
import { crossValidate, type LabelCounts } from "./cross-validate.js";
import { rivalsOf } from "./decide.js";
import type { Line } from "./fit-line.js";
import { learnThresholds } from "./learn-thresholds.js";
import { type ReferenceRows, readReference } from "./read-reference.js";
import { type Scale, scalesOf, standardise } from "./standardise.js";
import type { Word } from "./vocabulary.js";

export interface ReferenceCalibrationInput {
  readonly images: readonly ImageRef[];
  readonly words: readonly Word[];
  readonly cosines: Table;
  readonly reference: LabelsById;
  /** null: the best F1 */
  readonly precision: number | null;
  readonly signal?: AbortSignal;
}

/** A label that holds so rarely in the reference says little for itself. */
const FEW = 5;

/**
 * When labels hold, learned from images whose labels are known.
 * @throws RangeError when the reference cannot be used; Error when the wanted precision is not reached
 */
export async function calibrateByReference(
  input: ReferenceCalibrationInput,
): Promise<Omit<Calibration, "version" | "embedder" | "templates" | "images">> {
  const { images, words, cosines, precision, signal } = input;
  const m = words.length;
  const found = readReference(
    images,
    input.reference,
    words.map(({ label }) => label),
  );
  const scales = scalesOf(cosines);
  const { values } = standardise(cosines, scales);
  const rows = found.rows.flatMap((i) => [...values.subarray(i * m, (i + 1) * m)]);
  const reference = { scores: { n: found.rows.length, m, values: Float64Array.from(rows) }, holds: found.holds };
  const rivals = rivalsOf(words.map(({ group }) => group));

  const counts = await crossValidate(reference, rivals, precision, signal);
  const everyRow = found.rows.map((_, row) => row);
  const { lines, atLeast } = await learnThresholds(reference, everyRow, rivals, precision, signal);
  if (atLeast === null) throw new Error(unreached(precision, everyRow.length));
  const labels = words.map((word, j) => labelOf(word, scales[j], lines[j], atLeast, counts[j]));
  return {
    labels,
    atLeast,
    referenceImages: everyRow.length,
    quality: qualityOf(counts.reduce(add, { holds: 0, given: 0, correct: 0 })),
    notes: notesOf(labels, found),
  };
}

function labelOf(
  word: Word,
  { centre, spread }: Scale,
  line: Line,
  atLeast: number,
  counts: LabelCounts,
): CalibratedLabel {
  const quality = qualityOf(counts);
  if (!(spread > 0 && line.slope > 0)) {
    const reason =
      spread > 0
        ? "in the reference its cosines are no higher where it holds than where it does not"
        : "its cosine is the same in all images";
    return { ...word, line: null, threshold: null, reason, quality };
  }
  const slope = line.slope / spread;
  const intercept = line.intercept - slope * centre;
  // the probability atLeast, as log-odds
  const threshold = (Math.log(atLeast / (1 - atLeast)) - intercept) / slope;
  return { ...word, line: { intercept, slope }, threshold, reason: null, quality };
}

function add(a: LabelCounts, b: LabelCounts): LabelCounts {
  return { holds: a.holds + b.holds, given: a.given + b.given, correct: a.correct + b.correct };
}

function notesOf(labels: readonly CalibratedLabel[], { rows, unknown }: ReferenceRows): string[] {
  const notes: string[] = [];
  const named = (those: readonly CalibratedLabel[]): string => threeOf(those.map(({ label }) => label));
  const rare = labels.filter(({ quality }) => (quality?.holds ?? 0) < FEW);
  if (rare.length > 0) {
    notes.push(
      `${rare.length} of ${labels.length} words hold in fewer than ${FEW} of the ${rows.length} reference images: ${named(rare)}; their thresholds are mostly those of the others.`,
    );
  }
  const never = labels.filter(({ line }) => line === null);
  if (never.length > 0) notes.push(`${never.length} words are never given: ${named(never)}; their reason says why.`);
  if (unknown.length > 0) {
    notes.push(
      `${unknown.length} labels of the reference are not in the vocabulary and were left out: ${threeOf(unknown)}.`,
    );
  }
  return notes;
}

function unreached(precision: number | null, images: number): string {
  return precision === null
    ? `calibrateZeroShot: none of the words is seen in the ${images} reference images; check the reference, or take another embedder.`
    : `calibrateZeroShot: a precision of ${precision} is not reached at any threshold with ${images} reference images; ask for less, or annotate more images.`;
}
