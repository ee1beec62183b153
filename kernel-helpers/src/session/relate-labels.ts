import { countLabels } from "../label/count-labels.js";
import { createMatrix, meanOfRows, normalizeRows } from "../linalg/matrix.js";
import type { Matrix, Relation } from "../types.js";

/** Labels on the map at most: more could not be read. */
export const MOST_LABELS = 60;
/** A label of a single image tells no two images apart and none together. */
export const LEAST_IMAGES = 2;

/** The labels of a set of images as the projector wants them. */
export interface LabelTable {
  /** each once */
  readonly texts: readonly string[];
  readonly relation: Relation;
}

/**
 * @param imageLabels the labels of each image
 * @param texts the labels to take, each once; default: those of two images or more, the most frequent first, at most 60
 */
export function relateLabels(
  imageLabels: readonly (readonly string[])[],
  texts: readonly string[] = frequentLabels(imageLabels),
): LabelTable {
  const indexOf = new Map(texts.map((text, index) => [text, index]));
  const indices = imageLabels.map((labels) => [...new Set(labels)].flatMap((label) => indexOf.get(label) ?? []));
  return { texts, relation: { imageLabels: indices } };
}

function frequentLabels(imageLabels: readonly (readonly string[])[]): readonly string[] {
  // whose image it is makes no difference to how often a label is said
  const images = imageLabels.map((labels) => ({ labels, className: "", origin: "original" }) as const);
  return countLabels(images, { leastImages: LEAST_IMAGES, mostLabels: MOST_LABELS }).map(({ label }) => label);
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
