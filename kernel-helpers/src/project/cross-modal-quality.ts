import type { Layout, Relation } from "../types.js";
import { squaredDistance } from "./nearness.js";

/** A label needs this many images before its ranking says anything. */
const LEAST_IMAGES = 3;

/** Class purity looks at this many nearest images. */
const PURITY_NEIGHBORS = 10;

/**
 * The chance that an image carrying a label lies nearer to it than one that does not (the area under the ROC curve; equal distances count half).
 * @returns the mean over labels with 3 or more images and at least one image without them, in [0, 1]; 0.5 is chance; NaN when there is no such label
 * @source Mann & Whitney 1947
 */
export function labelToImageAuc(layout: Layout, relation: Relation): number {
  return meanOf(labelToImageAreas(layout, relation));
}

/**
 * The chance that a label an image carries lies nearer to it than one it lacks, among labels with 3 or more images.
 * @returns the mean over images that carry some of those labels and lack others, in [0, 1]; NaN when there is none
 * @source Mann & Whitney 1947
 */
export function imageToLabelAuc(layout: Layout, relation: Relation): number {
  return meanOf(imageToLabelAreas(layout, relation));
}

/**
 * The share of each image's k nearest in the plane that are of its class; equally near ones rank by index.
 * @param positions x and y interleaved, length 2n
 * @param classes one per image
 * @returns in [0, 1]; NaN when n <= k
 */
export function classPurity(positions: Float32Array, classes: ArrayLike<number>, k: number = PURITY_NEIGHBORS): number {
  return meanOf(classShares(positions, classes, k));
}

/** The numbers labelToImageAuc is the mean of, one label at a time. */
export function* labelToImageAreas(layout: Layout, { imageLabels }: Relation): Generator<number> {
  const carriers = carriersOf(imageLabels, layout.labels.length / 2);
  const images = layout.images.length / 2;
  for (const [w, carrying] of carriers.entries()) {
    if (carrying.length < LEAST_IMAGES || carrying.length === images) continue;
    yield areaUnderCurve((i) => squaredDistance(layout.labels, w, layout.images, i), images, carrying);
  }
}

/** The numbers imageToLabelAuc is the mean of, one image at a time. */
export function* imageToLabelAreas(layout: Layout, { imageLabels }: Relation): Generator<number> {
  const carriers = carriersOf(imageLabels, layout.labels.length / 2);
  const judged = [...carriers.keys()].filter((w) => carriers[w].length >= LEAST_IMAGES);
  const placeOf = new Map(judged.map((w, place) => [w, place]));
  for (const [i, carried] of imageLabels.entries()) {
    const own = [...new Set(carried)].flatMap((w) => placeOf.get(w) ?? []);
    if (own.length === 0 || own.length === judged.length) continue;
    yield areaUnderCurve(
      (place) => squaredDistance(layout.images, i, layout.labels, judged[place]),
      judged.length,
      own,
    );
  }
}

/**
 * The numbers classPurity is the mean of, one image at a time.
 * @param images those to look at; all when left out
 */
export function* classShares(
  positions: Float32Array,
  classes: ArrayLike<number>,
  k: number = PURITY_NEIGHBORS,
  images: Iterable<number> = new Uint8Array(positions.length / 2).keys(),
): Generator<number> {
  const n = positions.length / 2;
  if (n <= k) return;
  const distances = new Float64Array(n);
  for (const i of images) {
    for (let j = 0; j < n; j++) distances[j] = squaredDistance(positions, i, positions, j);
    distances[i] = Number.POSITIVE_INFINITY;
    yield smallest(distances, k).filter((j) => classes[j] === classes[i]).length / k;
  }
}

/** The mean; NaN of nothing. */
export function meanOf(values: Iterable<number>): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    sum += value;
    count++;
  }
  return sum / count;
}

/** The images that carry each label, each once. */
function carriersOf(imageLabels: Relation["imageLabels"], labels: number): number[][] {
  const carriers = Array.from({ length: labels }, (): number[] => []);
  imageLabels.forEach((carried, i) => {
    for (const w of new Set(carried)) carriers[w].push(i);
  });
  return carriers;
}

/** Mann-Whitney: the share of pairs of a positive and a negative in which the positive is nearer; a draw counts half. */
function areaUnderCurve(distanceOf: (j: number) => number, candidates: number, positives: readonly number[]): number {
  const near = Float64Array.from(positives, distanceOf).sort();
  const isPositive = new Uint8Array(candidates);
  for (const j of positives) isPositive[j] = 1;
  let wins = 0;
  for (let j = 0; j < candidates; j++) {
    if (isPositive[j] === 1) continue;
    const distance = distanceOf(j);
    wins += (countBelow(near, distance, false) + countBelow(near, distance, true)) / 2;
  }
  return wins / (positives.length * (candidates - positives.length));
}

/** How many of the sorted numbers are below the limit, or equal to it where those count. */
function countBelow(sorted: Float64Array, limit: number, isEqualCounted: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit || (isEqualCounted && sorted[middle] === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Indices of the k smallest, the lower index first among equals. */
function smallest(distances: Float64Array, k: number): number[] {
  const best: number[] = [];
  for (let j = 0; j < distances.length; j++) {
    if (best.length === k && distances[j] >= distances[best[k - 1]]) continue;
    if (best.length === k) best.pop();
    let place = best.length;
    while (place > 0 && distances[best[place - 1]] > distances[j]) place--;
    best.splice(place, 0, j);
  }
  return best;
}
