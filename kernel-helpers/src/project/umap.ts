import { nearestNeighbors } from "../linalg/neighbors.js";
import type { Layout, Matrix, Relation } from "../types.js";
import { checkIterations } from "./check-iterations.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { jointLayout } from "./joint-layout.js";
import { jointPoints } from "./joint-points.js";
import type { ProjectionOptions } from "./projector.js";
import { reportStep } from "./report-step.js";
import { runUmap } from "./run-umap.js";
import { startPositions } from "./start-positions.js";

/** Neighbours of a point, itself among them, as UMAP counts. */
const NEIGHBORS = 15;

/** umap-learn's steps for few and for many points. */
const FEW_POINTS = 10_000;
const STEPS_FOR_FEW = 500;
const STEPS_FOR_MANY = 200;

/** Standard deviation of a fresh start along its first axis: umap-learn's start fills a square of width 20. */
const FRESH_SPREAD = 5;

/**
 * UMAP (umap-js, with min_dist 0.1 and spread 1) of images and labels as points of one kind, on our exact neighbours by cosine. Where images
 * and texts lie apart in their common space (CLIP), labels gather in a corner of their own. Labels without a vector, or with one of another
 * width than the images', are at the mean of their images.
 * @param images embeddings, shape (n, d); compared by cosine
 * @param labels vectors of the labels, shape (m, d)
 * @param options.start begins there; nothing holds its points
 * @param options.iterations default 500, or 200 beyond 10,000 points
 * @throws RangeError when sizes or indices do not fit or a number is NaN or infinite; the signal's reason when aborted
 * @source McInnes, Healy & Melville 2018, arXiv 1802.03426
 */
export async function umap(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options: ProjectionOptions = {},
): Promise<Layout> {
  checkProjectionInput("umap", images, labels, relation, options.start);
  checkIterations("umap", options.iterations);
  options.signal?.throwIfAborted();
  const joint = jointPoints(images, labels);
  const { positions: start } = await startPositions(joint, FRESH_SPREAD, options);
  if (joint.points.rows < 3) return jointLayout(joint, start, relation); // no point has a neighbour to choose
  const steps = options.iterations ?? (joint.points.rows > FEW_POINTS ? STEPS_FOR_MANY : STEPS_FOR_FEW);
  const neighbors = await neighborLists(joint.points, options.signal);
  const task = { ...neighbors, start, steps, seed: options.seed ?? 1 };
  const placed = runUmap(task, (done, positions) => {
    reportStep(options, done, steps, () => jointLayout(joint, positions(), relation));
  });
  return jointLayout(joint, placed, relation);
}

/** Each point's list begins with the point itself at distance 0, as UMAP's own search returns it. */
async function neighborLists(
  points: Matrix,
  signal?: AbortSignal,
): Promise<{ k: number; indices: Int32Array; distances: Float64Array }> {
  const k = Math.min(NEIGHBORS, points.rows - 1);
  const nearest = await nearestNeighbors(points, k - 1, { signal });
  const indices = new Int32Array(points.rows * k);
  const distances = new Float64Array(points.rows * k);
  for (let i = 0; i < points.rows; i++) {
    indices[i * k] = i;
    indices.set(nearest.indices.subarray(i * (k - 1), (i + 1) * (k - 1)), i * k + 1);
    for (let t = 1; t < k; t++) distances[i * k + t] = Math.max(0, 1 - nearest.similarities[i * (k - 1) + t - 1]);
  }
  return { k, indices, distances };
}
