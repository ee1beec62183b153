import { createMatrix, rowOf } from "../../linalg/matrix.js";
import type { CallOptions, Embedder, Matrix } from "../../types.js";

/** Ways to say a word; none names a style, so that drawings and photographs are asked alike. */
export const DEFAULT_TEMPLATES: readonly string[] = [
  "a photo of a {label}",
  "a picture of the {label}",
  "an image that shows {label}",
  "{label}",
];

/**
 * One direction per label: the mean of its texts' vectors over all templates, brought to length 1 again.
 * @param templates texts with {label} where the word goes
 * @returns shape (labels.length, d), rows L2-normalised
 * @throws TypeError when the embedder knows no texts; RangeError when a template has no {label}
 * @source Radford et al. 2021, 3.1.4 (prompt ensembling in the space of the embeddings)
 */
export async function textDirections(
  embedder: Embedder,
  labels: readonly string[],
  templates: readonly string[],
  options: CallOptions = {},
): Promise<Matrix> {
  if (!embedder.embedTexts) {
    throw new TypeError(
      `zero-shot labels: the embedder ${embedder.name} knows no texts; take one with embedTexts, such as clip(directory).`,
    );
  }
  const texts = labels.flatMap((label) => templates.map((template) => template.replaceAll("{label}", () => label)));
  const vectors = await embedder.embedTexts(texts, options); // (m * templates, d)
  if (vectors.rows !== texts.length) {
    throw new Error(`zero-shot labels: ${embedder.name} gave ${vectors.rows} vectors for ${texts.length} texts.`);
  }
  const directions = createMatrix(labels.length, vectors.columns);
  labels.forEach((label, j) => {
    const direction = rowOf(directions, j);
    for (let t = 0; t < templates.length; t++) {
      rowOf(vectors, j * templates.length + t).forEach((value, k) => {
        direction[k] += value;
      });
    }
    const length = Math.hypot(...direction);
    if (!(length > 0)) throw new Error(`zero-shot labels: ${embedder.name} gave "${label}" no direction.`);
    for (let k = 0; k < direction.length; k++) direction[k] /= length;
  });
  return directions;
}

/** @throws RangeError when there is no template, or one without {label} */
export function checkTemplates(templates: readonly string[]): void {
  if (templates.length === 0) throw new RangeError("zero-shot labels: no templates; give at least one.");
  const bad = templates.find((template) => typeof template !== "string" || !template.includes("{label}"));
  if (bad !== undefined) {
    throw new RangeError(
      `zero-shot labels: the template ${JSON.stringify(bad)} has no {label}; write it where the word goes.`,
    );
  }
}
