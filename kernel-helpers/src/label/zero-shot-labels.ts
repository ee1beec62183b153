import { createHash } from "node:crypto";
import type { Embedder, ImageRef, Labeler, LabelledImage, LabelOptions, Matrix } from "../types.js";
import { type Calibration, parseCalibration } from "./zero-shot/calibration.js";
import { cosineTable } from "./zero-shot/cosine-table.js";
import { decide, probabilitiesOf, rivalsOf } from "./zero-shot/decide.js";
import { embedEach } from "./zero-shot/embed-each.js";
import { textDirections } from "./zero-shot/text-directions.js";

/**
 * A labeler without a server: it compares each image with each word of a vocabulary, by an embedder that knows images and texts (CLIP, SigLIP),
 * and gives the words that the calibration says hold; the most probable first. What it gives an image does not depend on other images.
 * Its name holds a digest of the calibration: words, templates and thresholds.
 * @param calibration from calibrateZeroShot, or the same read from JSON
 * @throws TypeError when the calibration is none, or the embedder knows no texts; RangeError when it was made with another embedder
 */
export function zeroShotLabels(embedder: Embedder, calibration: Calibration): Labeler {
  const { version, embedder: madeWith, templates, labels, atLeast } = parseCalibration(calibration);
  if (madeWith !== embedder.name) {
    throw new RangeError(
      `zeroShotLabels: the calibration was made with ${JSON.stringify(madeWith.slice(0, 80))}, the embedder is ${embedder.name}; calibrate again, cosines differ between embedders.`,
    );
  }
  if (!embedder.embedTexts) {
    throw new TypeError(
      `zeroShotLabels: the embedder ${embedder.name} knows no texts; take one such as clip(directory).`,
    );
  }
  const rules = labels.map(({ label, group, line }) => ({ label, group, line }));
  const name = `zero-shot-${digest({ version, embedder: madeWith, templates, rules, atLeast })}`;
  const rivals = rivalsOf(rules.map(({ group }) => group));

  function read(vector: Matrix, directions: Matrix): LabelledImage {
    const cosines = cosineTable(vector, directions).values;
    const logOdds = Float64Array.from(rules, ({ line }, j) =>
      line ? line.intercept + line.slope * cosines[j] : Number.NEGATIVE_INFINITY,
    );
    const probabilities = probabilitiesOf(logOdds, rivals);
    const found = decide(probabilities, rivals, atLeast).sort((a, b) => probabilities[b] - probabilities[a] || a - b);
    return { labels: found.map((j) => rules[j].label) };
  }

  async function label(images: readonly ImageRef[], options: LabelOptions = {}): Promise<readonly LabelledImage[]> {
    const { signal, onImage, onProgress } = options;
    signal?.throwIfAborted();
    if (images.length === 0) return [];
    const directions = await textDirections(
      embedder,
      rules.map((rule) => rule.label),
      templates,
      { signal },
    );
    const found: LabelledImage[] = [];
    for await (const vector of embedEach(embedder, images, signal)) {
      const one = vector instanceof Error ? { labels: [], failure: vector.message } : read(vector, directions);
      onImage?.(found.length, one);
      found.push(one);
      onProgress?.(found.length, images.length);
    }
    return found;
  }
  return { name, label };
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);
}
