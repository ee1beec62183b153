import { dot, normalizeRows, rowOf } from "../../linalg/matrix.js";
import type { Matrix } from "../../types.js";

/** How a model turns the cosine between an image and a text into a logit: cosine * scale + bias. */
export interface LogitScale {
  readonly scale: number;
  readonly bias: number;
}

/**
 * Finds the line that a model's own logits lie on.
 * @param logits shape (images, texts)     @param hasBias SigLIP adds a bias, CLIP does not
 */
export function fitLogits(
  { images, texts, logits }: { readonly images: Matrix; readonly texts: Matrix; readonly logits: Float32Array },
  hasBias: boolean,
): LogitScale {
  const imageRows = normalizeRows(images);
  const textRows = normalizeRows(texts);
  const cosines = Array.from(logits, (_, i) => {
    return dot(rowOf(imageRows, Math.floor(i / textRows.rows)), rowOf(textRows, i % textRows.rows));
  });
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  // least squares, through the origin where there is no bias
  const [middle, level] = hasBias ? [mean(cosines), mean(logits)] : [0, 0];
  const along = cosines.reduce((sum, cosine, i) => sum + (cosine - middle) * (logits[i] - level), 0);
  const scale = along / cosines.reduce((sum, cosine) => sum + (cosine - middle) ** 2, 0);
  return { scale, bias: level - scale * middle };
}
