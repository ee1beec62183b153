import { selectRows } from "../linalg/matrix.js";
import { nearestNeighbors, nearestReferences } from "../linalg/neighbors.js";
import { createRandom } from "../linalg/random.js";
import type { CallOptions, Layout, Matrix, Relation } from "../types.js";
import { checkIterations } from "./check-iterations.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { CROSS_NEIGHBORS, type CrossNeighbors } from "./cross-targets.js";
import { continuedLayout, freshLayout } from "./initial-layout.js";
import { knownLabels } from "./known-labels.js";
import { layoutOf } from "./layout-of.js";
import type { LayoutSettings } from "./layout-problem.js";
import { optimizeLayout } from "./optimize-layout.js";
import type { ProjectionOptions } from "./projector.js";
import { reportStep } from "./report-step.js";

/** Effective neighbours of an image, and how many are looked at. */
const IMAGE_PERPLEXITY = 20;
const IMAGE_NEIGHBORS = 50;
const LABEL_NEIGHBORS = 30;

/** After the early steps too attraction is a little more than t-SNE's: classes stand apart, which leaves room for labels. */
const EXAGGERATION = 2.5;

const FRESH_STEPS = 300;
const CONTINUED_STEPS = 200;
const EARLY_SHARE = 0.25;

/**
 * M2M: places images and content labels in one plane so that similar images, similar labels, and labels and the images they fit are near
 * each other. Optimises the positions themselves for four contrastive terms (image-image, image-text, text-image, text-text)
 * over the similarity s = 1 / (1 + distance^2); docs/m2m.md has the formulas.
 * Positions are in the units of s: distance 1 is similarity 1/2. Fewer than two images with nothing to pull them sit at the origin.
 * @param images embeddings, shape (n, d); compared by cosine, a zero row is equally far from all
 * @param labels vectors of the labels, shape (m, any width), compared with each other; where the width is d they are taken to be of the
 *   images' space (CLIP's texts, or means of images) and compared with the images too; a zero row is unknown and goes by its images alone
 * @param relation which image carries which label, and how strongly
 * @param options.start an earlier result of this function, NaN for new points; those placed are held by springs and hardly move
 * @param options.iterations default 300, or 200 from a start
 * @throws RangeError when sizes or indices do not fit or a number is NaN or infinite; the signal's reason when aborted
 * @source Ye et al. 2024 (arXiv 2412.16839) for the four terms; Damrich et al. 2023 for InfoNCE on positions; van der Maaten 2014
 */
export async function multimodalLayout(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options: ProjectionOptions = {},
): Promise<Layout> {
  checkProjectionInput("projectMultimodal", images, labels, relation, options.start);
  checkIterations("projectMultimodal", options.iterations);
  const { signal } = options;
  signal?.throwIfAborted();
  const isContinued = options.start !== undefined && hasPlacedPoint(options.start);
  const random = createRandom(options.seed ?? 1);
  const known = knownLabels(labels);
  // the searches wait for the inference process, the start is computed here: side by side
  const [imageNeighbors, labelNeighbors, crossNeighbors, initial] = await Promise.all([
    nearestNeighbors(images, IMAGE_NEIGHBORS, { signal }),
    nearestNeighbors(selectRows(labels, known), LABEL_NEIGHBORS, { signal }),
    nearestAcross(images, labels, { signal }),
    isContinued
      ? continuedLayout(images, relation, options.start!, random, { signal })
      : freshLayout(images, labels.rows, relation, random, { signal }),
  ]);
  const problem = {
    images: images.rows,
    labels: labels.rows,
    imageNeighbors,
    knownLabels: Int32Array.from(known),
    labelNeighbors,
    crossNeighbors,
    relation,
    ...initial,
    settings: settingsFor(isContinued, options.iterations),
  };
  const layout = (): Layout => layoutOf(problem.positions, images.rows);
  optimizeLayout(problem, (done) => reportStep(options, done, problem.settings.steps, layout));
  return layout();
}

/** The images nearest to each label, and the labels nearest to each image; null when they have no common space. */
async function nearestAcross(images: Matrix, labels: Matrix, options: CallOptions): Promise<CrossNeighbors | null> {
  if (images.columns !== labels.columns || images.rows === 0 || labels.rows === 0) return null;
  return {
    imagesOfLabel: await nearestReferences(labels, images, CROSS_NEIGHBORS.imagesOfLabel, options),
    labelsOfImage: await nearestReferences(images, labels, CROSS_NEIGHBORS.labelsOfImage, options),
  };
}

function settingsFor(isContinued: boolean, iterations: number | undefined): LayoutSettings {
  const steps = iterations ?? (isContinued ? CONTINUED_STEPS : FRESH_STEPS);
  return {
    steps,
    earlySteps: isContinued ? 0 : Math.floor(steps * EARLY_SHARE),
    imagePerplexity: IMAGE_PERPLEXITY,
    exaggeration: EXAGGERATION,
  };
}

function hasPlacedPoint({ images, labels }: Layout): boolean {
  return images.some(Number.isFinite) || labels.some(Number.isFinite);
}
