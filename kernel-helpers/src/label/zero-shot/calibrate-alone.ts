import { setImmediate } from "node:timers/promises";
import { threeOf } from "../three-of.js";
import type { CalibratedLabel, Calibration } from "./calibration.js";
import { columnOf, type Table } from "./cosine-table.js";
import { splitMixture } from "./split-mixture.js";
import { type Scale, scalesOf, standardise } from "./standardise.js";
import type { Word } from "./vocabulary.js";

/** The probability from which on a label is given: more likely in the upper heap than not. */
const AT_LEAST = 0.5;
/** Fewer images show no heaps. */
const FEWEST_IMAGES = 20;

/**
 * When labels hold, without anybody saying so: where the cosines of a word lie in two heaps, it holds in the upper one.
 * @throws RangeError when there are fewer than 20 images
 */
export async function calibrateAlone(
  words: readonly Word[],
  cosines: Table,
  signal?: AbortSignal,
): Promise<Omit<Calibration, "version" | "embedder" | "templates" | "images">> {
  if (cosines.n < FEWEST_IMAGES) {
    throw new RangeError(
      `calibrateZeroShot: ${cosines.n} images and no reference; give at least ${FEWEST_IMAGES} images, or reference labels for some.`,
    );
  }
  const scales = scalesOf(cosines);
  const scores = standardise(cosines, scales);
  const labels: CalibratedLabel[] = [];
  for (const [j, word] of words.entries()) {
    await setImmediate(); // the kernel answers between two words
    signal?.throwIfAborted();
    labels.push(labelOf(word, scales[j], columnOf(scores, j)));
  }
  return { labels, atLeast: AT_LEAST, referenceImages: 0, quality: null, notes: notesOf(labels) };
}

/** @param scores the word's cosines, standardised */
function labelOf({ label, group }: Word, { centre, spread }: Scale, scores: Float64Array): CalibratedLabel {
  const line = spread > 0 ? splitMixture(scores) : null;
  if (line === null) {
    const reason =
      "its cosines lie in one heap: it may hold in nearly all of the images, in nearly none, or not be seen";
    return { label, group, line: null, threshold: null, reason, quality: null };
  }
  const slope = line.slope / spread;
  const intercept = line.intercept - slope * centre;
  return { label, group, line: { intercept, slope }, threshold: -intercept / slope, reason: null, quality: null };
}

function notesOf(labels: readonly CalibratedLabel[]): string[] {
  const never = labels.filter(({ line }) => line === null).map(({ label }) => label);
  const notes = [
    "Not checked against a reference: nobody said what is in any image, so precision and recall are not known.",
  ];
  if (never.length > 0) {
    notes.push(
      `${never.length} of ${labels.length} words are never given, because their cosines lie in one heap: ${threeOf(never)}; a reference set may decide them.`,
    );
  }
  return notes;
}
