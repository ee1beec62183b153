import type { Layout, Matrix, Relation } from "../types.js";
import { checkIterations } from "./check-iterations.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { checkDenseLimit } from "./dense-limit.js";
import { fusedDistances } from "./fused-distances.js";
import { knownLabels } from "./known-labels.js";
import type { ProjectionOptions } from "./projector.js";
import { scaleDistances } from "./scale-distances.js";

/**
 * The data context map: metric MDS of one table that fuses image-image, label-label and image-label distances, each block scaled to a mean of 1.
 * Positions are in units of that mean. Labels without a vector are at the mean of their images.
 * @param images embeddings, shape (n, d); compared by cosine
 * @param labels vectors of the labels, shape (m, any width); of the images' width, they say how near a label is to an image, otherwise the relation does
 * @param relation used between images and labels where widths differ, and for labels without a vector
 * @param options.start begins there; nothing holds its points, but the layout neither turns nor flips
 * @param options.iterations at most so many, default 300; stops earlier when nothing moves
 * @throws RangeError when sizes or indices do not fit, a number is NaN or infinite, or n + m > 4,000; the signal's reason when aborted
 * @source Cheng & Mueller 2016, The data context map: fusing data and attributes into a unified display
 */
export async function dataContextMap(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options: ProjectionOptions = {},
): Promise<Layout> {
  checkProjectionInput("dataContextMap", images, labels, relation, options.start);
  checkIterations("dataContextMap", options.iterations);
  options.signal?.throwIfAborted();
  const known = knownLabels(labels);
  checkDenseLimit("dataContextMap", images.rows, known.length);
  const distances = await fusedDistances(images, labels, known, relation, options);
  const size = { images: images.rows, labels: labels.rows, knownLabels: known };
  return scaleDistances(distances, size, relation, options);
}
