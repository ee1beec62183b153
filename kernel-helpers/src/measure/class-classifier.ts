import { createMatrix, dot, normalizeRows, rowOf } from "../linalg/matrix.js";
import type { Matrix } from "../types.js";

/** What knows the classes: one direction per class, learned from the original images. */
export interface ClassClassifier {
  /** shape (classCount, d): the mean of the class's unit embeddings, made unit again; zeros for a class without originals */
  readonly centroids: Matrix;
  /** true where the class has at least one original */
  readonly present: readonly boolean[];
  /** divides the cosines before softmax */
  readonly temperature: number;
}

/** Temperatures tried, from sharp to soft: 10^-2.5 ... 10^0 in steps of 10^0.05. */
const TEMPERATURES: readonly number[] = Array.from({ length: 51 }, (_, i) => 10 ** (-2.5 + 0.05 * i));

/** Used when nothing can be calibrated: one class only, or no class with two originals. CLIP's own is 0.01; plain descriptors are softer. */
const DEFAULT_TEMPERATURE = 0.1;

/**
 * A nearest-centroid classifier with honest probabilities: p(c | x) = softmax over classes of cos(x, centroid_c) / temperature.
 * The temperature is the one of a fixed grid with the least leave-one-out cross-entropy on the originals, so that "unsure" means
 * the same for CLIP and for plain descriptors, and so that it stays the same in every iteration (the originals do).
 * @param originals unit rows, shape (n, d)
 * @param classes a class index per row
 * @source centroids: Mensink et al. 2013 (nearest class mean); temperature: Guo et al. 2017, On Calibration of Modern Neural Networks
 */
export function trainClassClassifier(
  originals: Matrix,
  classes: ArrayLike<number>,
  classCount: number,
): ClassClassifier {
  const counts = new Array<number>(classCount).fill(0);
  const sums = new Float64Array(classCount * originals.columns);
  for (let i = 0; i < originals.rows; i++) {
    counts[classes[i]]++;
    const row = rowOf(originals, i);
    for (let j = 0; j < row.length; j++) sums[classes[i] * originals.columns + j] += row[j];
  }
  return {
    centroids: normalizeRows(createMatrix(classCount, originals.columns, sums)),
    present: counts.map((count) => count > 0),
    temperature: calibrateTemperature(originals, classes, counts, sums),
  };
}

/**
 * Class probabilities of each row; classes without originals get 0.
 * @param images unit rows, shape (n, d)
 * @returns shape (n, classCount), row-major, each row sums to 1
 */
export function classProbabilities({ centroids, present, temperature }: ClassClassifier, images: Matrix): Float64Array {
  const probabilities = new Float64Array(images.rows * centroids.rows);
  for (let i = 0; i < images.rows; i++) {
    const cosines = probabilities.subarray(i * centroids.rows, (i + 1) * centroids.rows);
    for (let c = 0; c < centroids.rows; c++) {
      cosines[c] = present[c] ? dot(rowOf(images, i), rowOf(centroids, c)) : Number.NEGATIVE_INFINITY;
    }
    softmax(cosines, temperature);
  }
  return probabilities;
}

/** Least mean of -log p(own class), each original judged by centroids made without it; images that are alone in their class are left out. */
function calibrateTemperature(
  originals: Matrix,
  classes: ArrayLike<number>,
  counts: readonly number[],
  sums: Float64Array,
): number {
  const judged = Array.from({ length: originals.rows }, (_, i) => i).filter((i) => counts[classes[i]] > 1);
  const present = counts.flatMap((count, c) => (count > 0 ? [c] : []));
  if (judged.length === 0 || present.length < 2) return DEFAULT_TEMPERATURE;
  const cosines = judged.map((i) => leaveOneOutCosines(originals, i, classes[i], sums, present));
  const losses = TEMPERATURES.map((temperature) => {
    let loss = 0;
    judged.forEach((i, t) => {
      const probabilities = Float64Array.from(cosines[t]);
      softmax(probabilities, temperature);
      loss -= Math.log(Math.max(probabilities[present.indexOf(classes[i])], Number.MIN_VALUE));
    });
    return loss;
  });
  return TEMPERATURES[losses.indexOf(Math.min(...losses))];
}

function leaveOneOutCosines(
  originals: Matrix,
  i: number,
  ownClass: number,
  sums: Float64Array,
  present: readonly number[],
): Float64Array {
  const row = rowOf(originals, i);
  return Float64Array.from(present, (c) => {
    const sum = sums.subarray(c * originals.columns, (c + 1) * originals.columns);
    const centroid = c === ownClass ? sum.map((value, j) => value - row[j]) : sum;
    const length = Math.sqrt(dot(centroid, centroid));
    return length > 0 ? dot(row, centroid) / length : 0;
  });
}

/** In place; -Infinity becomes 0. */
function softmax(values: Float64Array, temperature: number): void {
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let c = 0; c < values.length; c++) {
    values[c] = Math.exp((values[c] - largest) / temperature);
    sum += values[c];
  }
  for (let c = 0; c < values.length; c++) values[c] /= sum;
}
