import type { Layout, Relation } from "../types.js";
import { planeDistances, smallest } from "./quality.js";

/** A label needs this many images before its own ranking of images says anything. */
const LEAST_IMAGES = 3;

/**
 * The chance that an image carrying a label lies nearer to it than one that does not (the area under the ROC curve; equal distances count half).
 * @returns the mean over labels with 3 or more images and at least one image without them, in [0, 1]; 0.5 is chance; NaN when there is no such label
 */
export function labelToImageAuc(layout: Layout, { imageLabels }: Relation): number {
  const images = layout.images.length / 2;
  const labels = layout.labels.length / 2;
  const row = planeDistances(layout.labels, layout.images);
  const distances = new Float64Array(images);
  const areas: number[] = [];
  for (let w = 0; w < labels; w++) {
    const carries = imageLabels.map((carried) => carried.includes(w));
    if (carries.filter(Boolean).length < LEAST_IMAGES) continue;
    row(w, distances);
    areas.push(areaUnderCurve(distances, carries));
  }
  return meanOfNumbers(areas);
}

/**
 * The chance that a label an image carries lies nearer to it than one it lacks.
 * @returns the mean over images that carry some labels and lack others, in [0, 1]; NaN when there is none
 */
export function imageToLabelAuc(layout: Layout, { imageLabels }: Relation): number {
  const labels = layout.labels.length / 2;
  const row = planeDistances(layout.images, layout.labels);
  const distances = new Float64Array(labels);
  const areas = imageLabels.map((carried, i) => {
    row(i, distances);
    const own = new Set(carried);
    return areaUnderCurve(
      distances,
      Array.from({ length: labels }, (_, w) => own.has(w)),
    );
  });
  return meanOfNumbers(areas);
}

/**
 * The share of each image's k nearest in the plane that are of its class.
 * @param positions x and y interleaved, length 2n, n > k
 * @param classes one per image
 * @returns in [0, 1]
 */
export function classPurity(positions: Float32Array, classes: ArrayLike<number>, k: number = 10): number {
  const row = planeDistances(positions, positions);
  const distances = new Float64Array(positions.length / 2);
  let same = 0;
  for (let i = 0; i < distances.length; i++) {
    row(i, distances);
    distances[i] = Number.POSITIVE_INFINITY;
    same += smallest(distances, k).filter((j) => classes[j] === classes[i]).length;
  }
  return same / (k * distances.length);
}

/** Mann-Whitney: (sum of the positives' ranks - its least value) / pairs, turned so that near is good; NaN without both kinds. */
function areaUnderCurve(distances: Float64Array, isPositive: readonly boolean[]): number {
  const order = Array.from(distances, (_, j) => j).sort((a, b) => distances[a] - distances[b]);
  let [negativesBefore, wins, positives] = [0, 0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && distances[order[end]] === distances[order[start]]) end++;
    const tied = order.slice(start, end);
    const tiedPositives = tied.filter((j) => isPositive[j]).length;
    const tiedNegatives = tied.length - tiedPositives;
    wins += tiedPositives * (negativesBefore + tiedNegatives / 2);
    positives += tiedPositives;
    negativesBefore += tiedNegatives;
    start = end;
  }
  return 1 - wins / (positives * negativesBefore);
}

function meanOfNumbers(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((a, b) => a + b, 0) / known.length;
}
