import { assertFinite, createMatrix, dot, normalizeRows, rowOf } from "../../linalg/matrix.js";
import type { Matrix, Relation } from "../../types.js";

/**
 * What a label means and what its images look like, as one vector: [text ; mean of the images that carry it], each part of length 1, so that neither
 * outweighs the other. A label without images is given the images' part of the label nearest to it in text among those with images, so
 * that missing images part it from nothing; without texts it has zeros.
 * @param textVectors shape (m, d1), a row for each label; null where the embedder knows no texts
 * @param imageVectors shape (n, d2), of any length
 * @param relation of the n images to the m labels; its weights count
 * @returns shape (m, d1 + d2)
 * @throws RangeError when the shapes do not fit one another, or a number is NaN or infinite
 * @source arXiv 2412.16839
 */
export function labelFeatures(
  labels: readonly string[],
  textVectors: Matrix | null,
  imageVectors: Matrix,
  relation: Relation,
): Matrix {
  checkShapes(labels, textVectors, imageVectors, relation);
  const texts = textVectors === null ? createMatrix(labels.length, 0) : normalizeRows(textVectors);
  const images = normalizeRows(meansOfCarriers(labels.length, imageVectors, relation));
  if (textVectors !== null) fillFromNearestText(images, texts, labels);
  const features = createMatrix(labels.length, texts.columns + images.columns);
  for (let label = 0; label < labels.length; label++) {
    rowOf(features, label).set(rowOf(texts, label));
    rowOf(features, label).set(rowOf(images, label), texts.columns);
  }
  return features;
}

/** @returns shape (labels, d); sums, since only their directions count */
function meansOfCarriers(labels: number, imageVectors: Matrix, { imageLabels, weights }: Relation): Matrix {
  const sums = createMatrix(labels, imageVectors.columns);
  imageLabels.forEach((carried, image) => {
    const row = rowOf(imageVectors, image);
    const length = Math.sqrt(dot(row, row));
    if (length === 0) return;
    carried.forEach((label, i) => {
      const sum = rowOf(sums, label);
      const share = (weights?.[image][i] ?? 1) / length;
      for (let c = 0; c < row.length; c++) sum[c] += share * row[c];
    });
  });
  return sums;
}

/** Writes to images. Of texts that are equally near, the one whose label comes first in the alphabet: the order of the rows makes no difference. */
function fillFromNearestText(images: Matrix, texts: Matrix, labels: readonly string[]): void {
  const isSeen = Array.from({ length: images.rows }, (_, label) => rowOf(images, label).some((value) => value !== 0));
  isSeen.forEach((isFull, label) => {
    if (isFull) return;
    let nearest = -1;
    let nearestProduct = -Infinity;
    isSeen.forEach((isDonor, donor) => {
      if (!isDonor) return;
      const product = dot(rowOf(texts, label), rowOf(texts, donor));
      const isNearer = product > nearestProduct || (product === nearestProduct && labels[donor] < labels[nearest]);
      if (isNearer) [nearest, nearestProduct] = [donor, product];
    });
    if (nearest >= 0) rowOf(images, label).set(rowOf(images, nearest));
  });
}

function checkShapes(labels: readonly string[], texts: Matrix | null, images: Matrix, relation: Relation): void {
  if (texts !== null && texts.rows !== labels.length) {
    throw new RangeError(`labelFeatures: ${texts.rows} text vectors for ${labels.length} labels; give one for each.`);
  }
  if (relation.imageLabels.length !== images.rows) {
    throw new RangeError(
      `labelFeatures: the relation knows ${relation.imageLabels.length} images, and there are ${images.rows} image vectors; give one for each.`,
    );
  }
  const strange = relation.imageLabels.flat().find((label) => !(label >= 0 && label < labels.length));
  if (strange !== undefined) {
    throw new RangeError(`labelFeatures: an image has label ${strange}; there are ${labels.length}, from 0 on.`);
  }
  assertFinite(images, "labelFeatures: imageVectors");
  if (texts !== null) assertFinite(texts, "labelFeatures: textVectors");
}
