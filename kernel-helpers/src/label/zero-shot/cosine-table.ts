import { rowOf } from "../../linalg/matrix.js";
import type { Matrix } from "../../types.js";

/** A table of numbers per image and label. */
export interface Table {
  readonly n: number;
  readonly m: number;
  /** length n * m, image by image */
  readonly values: Float64Array;
}

/**
 * The cosine of each image with each label.
 * @param images shape (n, d), rows L2-normalised @param labels shape (m, d), rows L2-normalised
 * @throws Error when the widths differ, or a cosine is no number
 */
export function cosineTable(images: Matrix, labels: Matrix): Table {
  if (images.columns !== labels.columns) {
    throw new Error(
      `zero-shot labels: images have ${images.columns} dimensions, texts ${labels.columns}; take an embedder with one space for both.`,
    );
  }
  const values = new Float64Array(images.rows * labels.rows);
  for (let i = 0; i < images.rows; i++) {
    const image = rowOf(images, i);
    for (let j = 0; j < labels.rows; j++) {
      const label = rowOf(labels, j);
      let cosine = 0;
      for (let k = 0; k < image.length; k++) cosine += image[k] * label[k];
      if (!Number.isFinite(cosine))
        throw new Error(`zero-shot labels: image ${i} has a vector that is not of numbers.`);
      values[i * labels.rows + j] = cosine;
    }
  }
  return { n: images.rows, m: labels.rows, values };
}

/** Column j: what one label has in all images. */
export function columnOf(table: Table, j: number): Float64Array {
  return Float64Array.from({ length: table.n }, (_, i) => table.values[i * table.m + j]);
}
