import { createPace } from "../linalg/pace.js";
import type { Layout, Matrix, Relation } from "../types.js";
import { type Affinities, neighborAffinities } from "./affinities.js";
import { checkIterations } from "./check-iterations.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { createDescent } from "./descent.js";
import { jointLayout } from "./joint-layout.js";
import { jointPoints } from "./joint-points.js";
import { addNeighborGradient } from "./neighbor-term.js";
import type { ProjectionOptions } from "./projector.js";
import { reportStep } from "./report-step.js";
import { startPositions } from "./start-positions.js";

const PERPLEXITY = 30;
const FRESH_STEPS = 750;
const CONTINUED_STEPS = 250;

/** In the first steps of a fresh layout attraction is multiplied, so that groups form before they spread. */
const EXAGGERATION = 12;
const EXAGGERATED_STEPS = 250;

/** Step length for the gradient of n * KL; the usual learning rate is this times n. */
const RATE = 0.1;

/** Spread of a fresh start: so small that the first steps are free to arrange everything. */
const FRESH_SPREAD = 1e-4;

/**
 * t-SNE of images and labels as points of one kind: neighbours stay neighbours, whatever they are. Where images and texts lie apart in
 * their common space (CLIP), labels gather in a corner of their own. Labels without a vector, or with one of another width than the images',
 * are at the mean of their images. Built from this package's own Barnes-Hut parts: the t-SNE packages for JavaScript compute all pairs in
 * every step and have not been kept up for years.
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
  const affinities = await neighborAffinities(joint.points, PERPLEXITY, { signal: options.signal });
  const steps = options.iterations ?? (isContinued ? CONTINUED_STEPS : FRESH_STEPS);
  const exaggerated = isContinued ? 0 : Math.min(EXAGGERATED_STEPS, Math.floor(steps / 3));
  const layout = (): Layout => jointLayout(joint, positions, relation);
  await optimize(affinities, positions, exaggerated, steps, options, layout);
  return layout();
}

/** Moves positions, in place. */
async function optimize(
  affinities: Affinities,
  positions: Float64Array,
  exaggerated: number,
  steps: number,
  options: ProjectionOptions,
  layout: () => Layout,
): Promise<void> {
  const pace = createPace(options.signal);
  const descent = createDescent(new Float64Array(positions.length).fill(RATE));
  const gradient = new Float64Array(positions.length);
  for (let step = 0; step < steps; step++) {
    const isEarly = step < exaggerated;
    gradient.fill(0);
    const settings = { exaggeration: isEarly ? EXAGGERATION : 1, weight: 1 };
    await addNeighborGradient(affinities, positions, settings, gradient, pace);
    descent.step(positions, gradient, isEarly ? 0.5 : 0.8);
    if (pace.due()) await pace.rest();
    reportStep(options, step + 1, steps, layout);
  }
}
