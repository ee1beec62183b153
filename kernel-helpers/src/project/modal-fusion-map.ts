import { createPace } from "../linalg/pace.js";
import { createRandom } from "../linalg/random.js";
import type { Layout, Matrix, Relation } from "../types.js";
import { createAdam } from "./adam.js";
import { checkIterations } from "./check-iterations.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { correlationLoss, type DistanceBlock } from "./correlation-loss.js";
import { checkDenseLimit } from "./dense-limit.js";
import { denseStart } from "./dense-start.js";
import { fusedDistances } from "./fused-distances.js";
import { type JointSize, jointLayout } from "./joint-layout.js";
import { knownLabels } from "./known-labels.js";
import { orderLoss } from "./order-loss.js";
import type { ProjectionOptions } from "./projector.js";
import { reportStep } from "./report-step.js";
import { sampleTriplets } from "./sample-triplets.js";

/** Weight of the nonmetric loss beside the metric loss of each block: at 1 it is too small (0.01 beside 0.5) to move anything. */
const ORDER_WEIGHT = 5;

const STEPS = 300;

/** Triplets drawn in each step, per point. */
const TRIPLETS_PER_POINT = 10;

/** The first step's length as a share of the layout's spread; later steps shrink to 0 in proportion. */
const RATE = 0.05;

/**
 * The modal fusion map: distances in the plane in proportion to the given ones, separately for image-image, label-label and image-label pairs
 * (metric loss: 1 - Pearson's correlation of each block), and image-label distances in their order (nonmetric loss: a hinge over triplets).
 * The paper trains a network that maps vectors to the plane; here the positions themselves are moved by Adam, with the full gradient of the
 * metric loss and freshly drawn triplets. docs/projections.md says what else differs. The unit of the plane has no meaning.
 * @param images embeddings, shape (n, d); compared by cosine
 * @param labels vectors of the labels, shape (m, any width); of the images' width, they say how near a label is to an image, otherwise the relation does
 * @param relation used between images and labels where widths differ, and for labels without a vector, which are at the mean of their images
 * @param options.start begins there; nothing holds its points
 * @param options.iterations default 300
 * @throws RangeError when sizes or indices do not fit, a number is NaN or infinite, or n + m > 4,000; the signal's reason when aborted
 * @source Ye, Xiao, Zeng & Zeng 2024, ModalChorus: visual probing and alignment of multi-modal embeddings via modal fusion map, arXiv 2407.12315
 */
export async function modalFusionMap(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options: ProjectionOptions = {},
): Promise<Layout> {
  checkProjectionInput("modalFusionMap", images, labels, relation, options.start);
  checkIterations("modalFusionMap", options.iterations);
  options.signal?.throwIfAborted();
  const known = knownLabels(labels);
  checkDenseLimit("modalFusionMap", images.rows, known.length);
  const distances = await fusedDistances(images, labels, known, relation, options);
  const size = { images: images.rows, labels: labels.rows, knownLabels: known };
  const positions = await denseStart(distances, size, options);
  const layout = (): Layout => jointLayout(size, positions, relation);
  await optimize(distances, size, positions, options, layout);
  return layout();
}

/** Moves positions, in place. */
async function optimize(
  distances: Matrix,
  size: JointSize,
  positions: Float64Array,
  options: ProjectionOptions,
  layout: () => Layout,
): Promise<void> {
  const pace = createPace(options.signal);
  const random = createRandom(options.seed ?? 1);
  const steps = options.iterations ?? STEPS;
  const adam = createAdam(positions.length);
  const rate = RATE * spreadOf(positions);
  const gradient = new Float64Array(positions.length);
  for (let step = 0; step < steps; step++) {
    gradient.fill(0);
    for (const block of blocksOf(size)) await correlationLoss(distances, block, positions, gradient, pace);
    const triplets = sampleTriplets(distances, size.images, TRIPLETS_PER_POINT * distances.rows, random);
    orderLoss(triplets, positions, ORDER_WEIGHT, gradient);
    adam.step(positions, gradient, rate * (1 - step / steps));
    if (pace.due()) await pace.rest();
    reportStep(options, step + 1, steps, layout);
  }
}

function blocksOf({ images, knownLabels: known }: JointSize): DistanceBlock[] {
  const all = images + known.length;
  return [
    { rowStart: 0, rowEnd: images, columnStart: 0, columnEnd: images },
    { rowStart: images, rowEnd: all, columnStart: images, columnEnd: all },
    { rowStart: 0, rowEnd: images, columnStart: images, columnEnd: all },
  ];
}

/** Root mean square distance from the mean position. */
function spreadOf(positions: Float64Array): number {
  const n = positions.length / 2;
  let [sumX, sumY, squares] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    sumX += positions[2 * i];
    sumY += positions[2 * i + 1];
    squares += positions[2 * i] ** 2 + positions[2 * i + 1] ** 2;
  }
  return n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - (sumX / n) ** 2 - (sumY / n) ** 2));
}
