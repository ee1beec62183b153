import { createMatrix, meanOfRows, normalizeRows } from "../linalg/matrix.js";
import type { Matrix, Relation } from "../types.js";

/** Labels on the map at most: more could not be read. */
const MOST_LABELS = 60;
/** A label of a single image tells no two images apart and none together. */
const LEAST_IMAGES = 2;

/** The labels of a set of images as the projector wants them. */
export interface LabelTable {
  /** the most frequent first; ties by code point */
  readonly texts: readonly string[];
  readonly relation: Relation;
}

/** @param imageLabels the labels of each image */
export function relateLabels(imageLabels: readonly (readonly string[])[]): LabelTable {
  const counts = new Map<string, number>();
  for (const labels of imageLabels) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const texts = [...counts]
    .filter(([, count]) => count >= LEAST_IMAGES)
    .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
    .slice(0, MOST_LABELS)
    .map(([text]) => text);
  const indexOf = new Map(texts.map((text, index) => [text, index]));
  const indices = imageLabels.map((labels) => labels.flatMap((label) => indexOf.get(label) ?? []));
  return { texts, relation: { imageLabels: indices } };
}

/**
 * A vector for each label without a text model: the mean of the vectors of the images that carry it, of length 1.
 * @param images shape (n, d)
 * @returns shape (labels, d)
 */
export function embedLabels(images: Matrix, { texts, relation }: LabelTable): Matrix {
  const carriers: number[][] = texts.map(() => []);
  relation.imageLabels.forEach((labels, image) => {
    for (const label of labels) carriers[label].push(image);
  });
  const means = createMatrix(texts.length, images.columns);
  carriers.forEach((rows, label) => {
    means.data.set(meanOfRows(images, rows), label * images.columns);
  });
  return normalizeRows(means);
}
