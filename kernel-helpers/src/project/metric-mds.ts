import type { Layout, Matrix, Relation } from "../types.js";
import { checkIterations } from "./check-iterations.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { cosineDistanceMatrix } from "./cosine-distance-matrix.js";
import { checkDenseLimit } from "./dense-limit.js";
import { jointPoints } from "./joint-points.js";
import type { ProjectionOptions } from "./projector.js";
import { scaleDistances } from "./scale-distances.js";

/**
 * Metric MDS of images and labels as points of one kind: distances in the plane as near as can be to the cosine distances, far ones above all.
 * Positions are in units of cosine distance. Labels without a vector, or with one of another width than the images', are at the mean of their images.
 * @param images embeddings, shape (n, d); compared by cosine
 * @param labels vectors of the labels, shape (m, d)
 * @param options.start begins there; nothing holds its points, but the layout neither turns nor flips
 * @param options.iterations at most so many, default 300; stops earlier when nothing moves
 * @throws RangeError when sizes or indices do not fit, a number is NaN or infinite, or n + m > 4,000; the signal's reason when aborted
 * @source de Leeuw & Mair 2009 (SMACOF), from Torgerson's classical scaling
 */
export async function metricMds(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options: ProjectionOptions = {},
): Promise<Layout> {
  checkProjectionInput("metricMds", images, labels, relation, options.start);
  checkIterations("metricMds", options.iterations);
  options.signal?.throwIfAborted();
  const joint = jointPoints(images, labels);
  checkDenseLimit("metricMds", images.rows, joint.knownLabels.length);
  const distances = await cosineDistanceMatrix(joint.points, undefined, { signal: options.signal });
  return scaleDistances(distances, joint, relation, options);
}
