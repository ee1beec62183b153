import { normalizeRows } from "../linalg/matrix.js";
import { principalComponents } from "../linalg/principal-components.js";
import type { Layout, Matrix, Relation } from "../types.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { jointLayout } from "./joint-layout.js";
import type { ProjectionOptions } from "./projector.js";

/**
 * The baseline: images on the first two principal components of their unit embeddings, each label at the mean of the images that carry it
 * (at the mean of all images when none does). No chance and no iteration of its own, so seed, start and iterations do nothing; one step of progress.
 * @param images embeddings, shape (n, d)
 * @param labels only their number counts
 * @throws RangeError when sizes or indices do not fit or a number is NaN or infinite; the signal's reason when aborted
 */
export async function principalComponentsLayout(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options: ProjectionOptions = {},
): Promise<Layout> {
  checkProjectionInput("principalComponentsLayout", images, labels, relation, options.start);
  options.signal?.throwIfAborted();
  const { scores } = await principalComponents(normalizeRows(images), 2, { signal: options.signal });
  options.onProgress?.(1, 1);
  return jointLayout({ images: images.rows, labels: labels.rows, knownLabels: [] }, scores, relation);
}
