import { nearestNeighbors } from "../linalg/neighbors.js";
import type { Layout, Matrix, Relation } from "../types.js";
import { checkIterations } from "./check-iterations.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { jointLayout } from "./joint-layout.js";
import { jointPoints } from "./joint-points.js";
import { optimizeLayout } from "./optimize-layout.js";
import type { ProjectionOptions } from "./projector.js";
import { reportStep } from "./report-step.js";
import { startPositions } from "./start-positions.js";

const PERPLEXITY = 30;
const FRESH_STEPS = 750;
const CONTINUED_STEPS = 250;

/** In the first steps of a fresh layout attraction is multiplied, so that groups form before they spread. */
const EXAGGERATED_STEPS = 250;

/** Spread of a fresh start: so small that the first steps are free to arrange everything. */
const FRESH_SPREAD = 1e-4;

/**
 * t-SNE of images and labels as points of one kind: neighbours stay neighbours, whatever they are. Where images and texts lie apart in
 * their common space (CLIP), labels gather in a corner of their own. Labels without a vector, or with one of another width than the images',
 * are at the mean of their images. M2M's optimiser with its image-image term alone: the t-SNE packages for JavaScript
 * compute all pairs in every step and have not been kept up for years.
 * @param images embeddings, shape (n, d); compared by cosine
 * @param labels vectors of the labels, shape (m, d)
 * @param options.start begins there without exaggeration; nothing holds its points
 * @param options.iterations default 750, or 250 from a start
 * @throws RangeError when sizes or indices do not fit or a number is NaN or infinite; the signal's reason when aborted
 * @source van der Maaten 2014, Accelerating t-SNE using tree-based algorithms
 */
export async function tSne(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options: ProjectionOptions = {},
): Promise<Layout> {
  checkProjectionInput("tSne", images, labels, relation, options.start);
  checkIterations("tSne", options.iterations);
  options.signal?.throwIfAborted();
  const joint = jointPoints(images, labels);
  const { positions, isContinued } = await startPositions(joint, FRESH_SPREAD, options);
  const steps = options.iterations ?? (isContinued ? CONTINUED_STEPS : FRESH_STEPS);
  const rows = joint.points.rows;
  const nobody = { k: 0, indices: new Int32Array(0), similarities: new Float64Array(0) };
  const problem = {
    images: rows,
    labels: 0,
    imageNeighbors: await nearestNeighbors(joint.points, 3 * PERPLEXITY, { signal: options.signal }),
    knownLabels: new Int32Array(0),
    labelNeighbors: nobody,
    crossNeighbors: null,
    relation: { imageLabels: Array.from({ length: rows }, () => []) },
    positions,
    isPlaced: new Uint8Array(rows),
    settings: {
      steps,
      earlySteps: isContinued ? 0 : Math.min(EXAGGERATED_STEPS, Math.floor(steps / 3)),
      imagePerplexity: PERPLEXITY,
      exaggeration: 1,
    },
  };
  const layout = (): Layout => jointLayout(joint, positions, relation);
  optimizeLayout(problem, (done) => reportStep(options, done, steps, layout));
  return layout();
}
