import { normalizeRows } from "../linalg/matrix.js";
import type { Matrix, Measures } from "../types.js";
import { type ClassClassifier, classProbabilities, trainClassClassifier } from "./class-classifier.js";
import { cmmd } from "./cmmd.js";
import { diversity } from "./diversity.js";

/**
 * The measures of a set of generated images against the originals they are to expand.
 * - informativeness: mean entropy, in nats, of the class probabilities (trainClassClassifier on the originals), in [0, log classCount];
 *   images the classifier is unsure of teach it most. GIF subtracts the seed image's entropy, a constant here.
 * - diversity: mean pairwise cosine distance inside a class, in [0, 2] (diversity)
 * - distance: squared maximum mean discrepancy to the originals, in [0, 2] (cmmd)
 * - classConsistency: share of generated images whose most probable class is their own, in [0, 1]
 * @param originals shape (n, d), n >= 1, any length of rows
 * @param originalClasses a class index per original
 * @param generated shape (m, d), m >= 1
 * @param generatedClasses the class each image was generated for
 * @param options.distanceTo the originals that distance is measured to; default: all
 * @param options.classifier of the originals, where it was trained already
 * @throws RangeError when a set is empty, sizes do not fit, or a number is NaN or infinite; the signal's reason when aborted
 * @source Zhang et al. 2023 (GIF); Jayasumana et al. 2024 (CMMD); docs/measure.md
 */
export async function measureGenerated(
  originals: Matrix,
  originalClasses: ArrayLike<number>,
  generated: Matrix,
  generatedClasses: ArrayLike<number>,
  classCount: number,
  options: { readonly signal?: AbortSignal; readonly distanceTo?: Matrix; readonly classifier?: ClassClassifier } = {},
): Promise<Measures> {
  checkSet("originals", originals, originalClasses, classCount);
  checkSet("generated images", generated, generatedClasses, classCount);
  if (originals.columns !== generated.columns) {
    throw new RangeError(
      `measureGenerated: originals have ${originals.columns} dimensions, generated ${generated.columns}; embed both with one embedder.`,
    );
  }
  const distance = await cmmd(options.distanceTo ?? originals, generated, { signal: options.signal });
  const classifier = options.classifier ?? trainClassClassifier(normalizeRows(originals), originalClasses, classCount);
  const probabilities = classProbabilities(classifier, normalizeRows(generated));
  return {
    informativeness: meanEntropy(probabilities, generated.rows),
    diversity: diversity(generated, generatedClasses, classCount),
    distance,
    classConsistency: shareOfOwnClass(probabilities, generatedClasses, classCount),
  };
}

/**
 * Each measure divided by its value in the first iteration; what the chart draws.
 * @returns 1 where both are 0 (nothing changed); NaN where only the first is 0, for there is no ratio to nothing and a chart leaves a gap
 */
export function ratios(measures: Measures, first: Measures): Measures {
  return {
    informativeness: ratio(measures.informativeness, first.informativeness),
    diversity: ratio(measures.diversity, first.diversity),
    distance: ratio(measures.distance, first.distance),
    classConsistency: ratio(measures.classConsistency, first.classConsistency),
  };
}

function ratio(value: number, first: number): number {
  if (first !== 0) return value / first;
  return value === 0 ? 1 : Number.NaN;
}

function checkSet(what: string, matrix: Matrix, classes: ArrayLike<number>, classCount: number): void {
  if (matrix.rows === 0) {
    throw new RangeError(`measureGenerated: 0 ${what}; measure once there is at least one.`);
  }
  if (classes.length !== matrix.rows) {
    throw new RangeError(
      `measureGenerated: ${matrix.rows} ${what}, ${classes.length} classes; give one class per image.`,
    );
  }
  for (let i = 0; i < classes.length; i++) {
    if (!(Number.isInteger(classes[i]) && classes[i] >= 0 && classes[i] < classCount)) {
      throw new RangeError(
        `measureGenerated: class ${classes[i]} at row ${i} of the ${what}; give 0 to ${classCount - 1}.`,
      );
    }
  }
}

function meanEntropy(probabilities: Float64Array, rows: number): number {
  let sum = 0;
  for (const p of probabilities) if (p > 0) sum -= p * Math.log(p);
  return sum / rows;
}

function shareOfOwnClass(probabilities: Float64Array, classes: ArrayLike<number>, classCount: number): number {
  let own = 0;
  for (let i = 0; i < classes.length; i++) {
    const row = probabilities.subarray(i * classCount, (i + 1) * classCount);
    if (row.indexOf(row.reduce((a, b) => Math.max(a, b))) === classes[i]) own++;
  }
  return own / classes.length;
}
