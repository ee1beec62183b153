import { createMatrix, dot, rowOf } from "../../linalg/matrix.js";
import type { Matrix } from "../../types.js";
import type { LogitScale } from "./fit-logits.js";

/** "softmax": one of the labels is right, rows sum to 1; "sigmoid": each label for itself, as SigLIP was trained. */
export type ZeroShotHead = "softmax" | "sigmoid";

/**
 * How well each text fits each image.
 * @param images unit rows, shape (n, d)     @param texts unit rows, shape (m, d)
 * @returns shape (n, m), values in [0, 1]
 * @throws RangeError when images and texts lie in different spaces
 */
export function zeroShotProbabilities(
  images: Matrix,
  texts: Matrix,
  { scale, bias }: LogitScale,
  head: ZeroShotHead,
): Matrix {
  if (images.rows > 0 && texts.rows > 0 && images.columns !== texts.columns) {
    throw new RangeError(
      `zeroShot: images have ${images.columns} numbers, texts ${texts.columns}; the two models do not belong together, or one lacks its projection.`,
    );
  }
  const probabilities = createMatrix(images.rows, texts.rows);
  for (let i = 0; i < images.rows; i++) {
    const logits = Float64Array.from({ length: texts.rows }, (_, j) => {
      return dot(rowOf(images, i), rowOf(texts, j)) * scale + bias;
    });
    probabilities.data.set(
      head === "softmax" ? softmax(logits) : logits.map((x) => 1 / (1 + Math.exp(-x))),
      i * texts.rows,
    );
  }
  return probabilities;
}

function softmax(logits: Float64Array): Float64Array {
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const shares = logits.map((logit) => Math.exp(logit - largest));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / sum);
}
