import type { CallOptions, Embedder, ImageRef } from "../types.js";
import type { LabelsById } from "./quality/read-labels.js";
import { calibrateAlone } from "./zero-shot/calibrate-alone.js";
import { calibrateByReference } from "./zero-shot/calibrate-by-reference.js";
import type { Calibration } from "./zero-shot/calibration.js";
import { cosineTable } from "./zero-shot/cosine-table.js";
import { checkTemplates, DEFAULT_TEMPLATES, textDirections } from "./zero-shot/text-directions.js";
import { type Vocabulary, wordsOf } from "./zero-shot/vocabulary.js";

export interface CalibrateZeroShotOptions extends CallOptions {
  /**
   * What is truly in some of the images, by id: every word of the vocabulary that holds, [] where none does. 50 images are a good start.
   * Left out: thresholds come from the shape of the cosines alone, and nothing says how good they are.
   */
  readonly reference?: LabelsById;
  /** With a reference: the precision to reach, in (0, 1), at the best recall; left out, the best F1. */
  readonly precision?: number;
  /** Ways to say a word, with {label} where it goes; their vectors are averaged. */
  readonly templates?: readonly string[];
}

/**
 * Finds out when a word holds: from which cosine on, for each word of the vocabulary. No cosine counts for itself, only where it lies among
 * those of the same word, so that CLIP, SigLIP and others are treated alike.
 *
 * With a reference: Platt's sigmoid per word, partially pooled over the words, and one cut on the probabilities that gives the best F1 or the
 * wanted precision; precision and recall are measured by nested cross-validation. Without: a word is given where its cosines lie in two
 * heaps, to the images of the upper one.
 * @param images all at hand, those of the reference among them: the more, the better the scale of each word is known; at least 10, without
 * a reference at least 20
 * @throws RangeError when the vocabulary, the templates, the precision or the reference cannot be used, or images are too few; TypeError when
 * the embedder knows no texts; Error when the wanted precision is not reached; what the embedder throws
 * @source Platt 1999; Gelman & Hill 2007; Lipton, Elkan & Narayanaswamy 2014; Radford et al. 2021 (prompt ensembling)
 */
export async function calibrateZeroShot(
  embedder: Embedder,
  vocabulary: Vocabulary,
  images: readonly ImageRef[],
  options: CalibrateZeroShotOptions = {},
): Promise<Calibration> {
  const { reference, precision = null, templates = DEFAULT_TEMPLATES, signal, onProgress } = options;
  const words = wordsOf(vocabulary);
  checkTemplates(templates);
  if (precision !== null && !(precision > 0 && precision < 1)) {
    throw new RangeError(`calibrateZeroShot: precision is ${precision}; give a number between 0 and 1.`);
  }
  if (precision !== null && reference === undefined) {
    throw new RangeError("calibrateZeroShot: a precision can only be reached against a reference; give one.");
  }
  const directions = await textDirections(
    embedder,
    words.map(({ label }) => label),
    templates,
    { signal },
  );
  const cosines = cosineTable(await embedder.embed(images, { signal, onProgress }), directions); // (n, m)
  const found = reference
    ? await calibrateByReference({ images, words, cosines, reference, precision, signal })
    : await calibrateAlone(words, cosines, signal);
  return { version: 1, embedder: embedder.name, templates: [...templates], images: images.length, ...found };
}
