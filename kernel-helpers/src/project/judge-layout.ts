import { selectRows } from "../linalg/matrix.js";
import { createPace, type Pace } from "../linalg/pace.js";
import { createRandom, shuffle } from "../linalg/random.js";
import type { Layout, Matrix, Relation } from "../types.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { classShares, imageToLabelAreas, labelToImageAreas } from "./cross-modal-quality.js";
import { knownLabels } from "./known-labels.js";
import { cosineNearness, planeNearness, unitRows } from "./nearness.js";
import { checkPositions } from "./quality.js";
import { largestNeighborhood, rankAgreement } from "./rank-agreement.js";

/**
 * How good a plane of images and labels is: eleven numbers in [0, 1], 1 is best; docs/quality.md has the formulas.
 * A number is null when the data cannot have it: too few candidates for k neighbours (k < n / 2 within one kind, k < (m + 1) / 2
 * between two), images and labels of different widths, no label with 3 images, no classes given, 10 images or fewer for the purity.
 */
export interface LayoutQuality {
  readonly imageTrustworthiness: number | null;
  readonly imageContinuity: number | null;
  readonly labelTrustworthiness: number | null;
  readonly labelContinuity: number | null;
  /** for each label among all images */
  readonly labelToImageTrustworthiness: number | null;
  readonly labelToImageContinuity: number | null;
  /** for each image among all labels */
  readonly imageToLabelTrustworthiness: number | null;
  readonly imageToLabelContinuity: number | null;
  /** 0.5 is chance, as in imageToLabelAuc */
  readonly labelToImageAuc: number | null;
  readonly imageToLabelAuc: number | null;
  /** share of an image's 10 nearest images that are of its class */
  readonly classPurity: number | null;
  /** of the numbers there are; null when there is none */
  readonly mean: number | null;
}

export interface JudgeOptions {
  /** one per image */
  readonly classes?: ArrayLike<number>;
  /** neighbours looked at among images; default 15 */
  readonly imageNeighbors?: number;
  /** neighbours looked at among labels; default 10 */
  readonly labelNeighbors?: number;
  /** Judges this many images, drawn by seed, against all images: an estimate in n * sample time instead of n^2. All when left out. */
  readonly sample?: number;
  /** of the sample; default 1 */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/** Points of one kind: unit vectors and positions of the same rows. */
interface Points {
  readonly vectors: Matrix;
  readonly positions: Float32Array;
}

interface Agreement {
  readonly trustworthiness: number | null;
  readonly continuity: number | null;
}

const NO_AGREEMENT: Agreement = { trustworthiness: null, continuity: null };

/**
 * Judges a layout by the eleven numbers. Exact, in time n^2 d and memory n k; 20,000 images of 512 dimensions take two to three minutes of one core.
 * @param images embeddings, shape (n, d), compared by cosine
 * @param labels vectors of the labels, shape (m, any width), compared by cosine; a row of zeros means unknown, and that label is left out of
 *   the numbers that need vectors
 * @param relation which image carries which label
 * @param layout positions of all of them, in any unit
 * @throws RangeError when sizes or indices do not fit, a number is NaN or infinite or an option is not a count; the signal's reason when aborted
 * @source Venna & Kaski 2001 (trustworthiness, continuity); Mann & Whitney 1947 (areas)
 */
export async function judgeLayout(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  layout: Layout,
  options: JudgeOptions = {},
): Promise<LayoutQuality> {
  const { classes, imageNeighbors = 15, labelNeighbors = 10, signal } = options;
  checkInput(images, labels, relation, layout, options);
  const pace = createPace(signal);
  const imagePoints = { vectors: await unitRows(images, pace), positions: layout.images };
  const allLabels = { vectors: await unitRows(labels, pace), positions: layout.labels };
  const labelPoints = pickPoints(allLabels, knownLabels(labels));
  const sample = drawSample(images.rows, options);
  const queryImages = sample ? pickPoints(imagePoints, sample) : imagePoints;
  const imageImage = await agreement(queryImages, imagePoints, imageNeighbors, pace, sample);
  const labelLabel = await agreement(labelPoints, labelPoints, labelNeighbors, pace);
  const labelImage = await agreement(labelPoints, imagePoints, imageNeighbors, pace);
  const imageLabel = await agreement(queryImages, labelPoints, labelNeighbors, pace);
  const numbers = {
    imageTrustworthiness: imageImage.trustworthiness,
    imageContinuity: imageImage.continuity,
    labelTrustworthiness: labelLabel.trustworthiness,
    labelContinuity: labelLabel.continuity,
    labelToImageTrustworthiness: labelImage.trustworthiness,
    labelToImageContinuity: labelImage.continuity,
    imageToLabelTrustworthiness: imageLabel.trustworthiness,
    imageToLabelContinuity: imageLabel.continuity,
    labelToImageAuc: await pacedMean(labelToImageAreas(layout, relation), pace),
    imageToLabelAuc: await pacedMean(imageToLabelAreas(layout, relation), pace),
    classPurity: classes
      ? await pacedMean(classShares(layout.images, classes, undefined, sample ?? undefined), pace)
      : null,
  };
  return { ...numbers, mean: meanOfKnown(Object.values(numbers)) };
}

function checkInput(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  layout: Layout,
  { classes, imageNeighbors = 15, labelNeighbors = 10, sample }: JudgeOptions,
): void {
  const who = "judgeLayout";
  checkProjectionInput(who, images, labels, relation);
  const kinds = [
    ["images", images.rows, layout.images],
    ["labels", labels.rows, layout.labels],
  ] as const;
  for (const [what, rows, positions] of kinds) {
    if (positions.length !== 2 * rows) {
      throw new RangeError(`${who}: ${rows} ${what}, ${positions.length} coordinates; give x and y for each.`);
    }
    checkPositions(`${who} (${what})`, positions);
  }
  if (classes && classes.length !== images.rows) {
    throw new RangeError(`${who}: ${images.rows} images, ${classes.length} classes; give one class per image.`);
  }
  for (const [name, count] of Object.entries({ imageNeighbors, labelNeighbors, sample })) {
    if (count === undefined || (Number.isInteger(count) && count >= 1)) continue;
    throw new RangeError(`${who}: ${name} = ${count}; give a whole number, 1 or more.`);
  }
}

function pickPoints({ vectors, positions }: Points, rows: readonly number[]): Points {
  const picked = Float32Array.from(rows.flatMap((i) => [positions[2 * i], positions[2 * i + 1]]));
  return { vectors: selectRows(vectors, rows), positions: picked };
}

/** @returns rows in ascending order; null for all */
function drawSample(rows: number, { sample, seed = 1 }: JudgeOptions): number[] | null {
  if (sample === undefined || sample >= rows) return null;
  const all = Array.from({ length: rows }, (_, i) => i);
  return shuffle(all, createRandom(seed))
    .slice(0, sample)
    .sort((a, b) => a - b);
}

/** @param own the place of each query among the candidates, where the queries are a part of them */
async function agreement(
  queries: Points,
  candidates: Points,
  k: number,
  pace: Pace,
  own: readonly number[] | null = null,
): Promise<Agreement> {
  const isOneKind = queries === candidates || own !== null;
  const others = candidates.vectors.rows - (isOneKind ? 1 : 0);
  const isComparable = queries.vectors.columns === candidates.vectors.columns;
  if (queries.vectors.rows === 0 || !isComparable || k > largestNeighborhood(others)) return NO_AGREEMENT;
  const data = cosineNearness(queries.vectors, candidates.vectors);
  const plane = planeNearness(queries.positions, candidates.positions);
  return rankAgreement("judgeLayout", data, plane, k, pace, own);
}

/** As meanOf, letting other work run; null of nothing. */
async function pacedMean(values: Iterable<number>, pace: Pace): Promise<number | null> {
  let [sum, count] = [0, 0];
  for (const value of values) {
    sum += value;
    count++;
    if (pace.due()) await pace.rest();
  }
  return count > 0 ? sum / count : null;
}

function meanOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : null;
}
