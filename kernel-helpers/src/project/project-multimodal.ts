import { selectRows } from "../linalg/matrix.js";
import { createPace, type Pace } from "../linalg/pace.js";
import { createRandom } from "../linalg/random.js";
import type { Layout, Matrix, Relation } from "../types.js";
import { type Affinities, neighborAffinities } from "./affinities.js";
import { checkProjectionInput } from "./check-projection-input.js";
import { createDescent } from "./descent.js";
import { continuedLayout, freshLayout, type InitialLayout } from "./initial-layout.js";
import { addNeighborGradient } from "./neighbor-term.js";
import type { ProjectionOptions } from "./projector.js";
import { createRelationTerm, type RelationTerm } from "./relation-term.js";

/** Weights of the four terms; image-image has 1. One setting for all data. */
const IMAGE_TEXT = 0.3;
const TEXT_IMAGE = 1;
const TEXT_TEXT = 1;

/** Effective neighbours of an image, and of a label. */
const IMAGE_PERPLEXITY = 15;
const LABEL_PERPLEXITY = 5;

const FRESH_STEPS = 400;
const CONTINUED_STEPS = 200;

/** In the first quarter of a fresh layout the images' attraction is multiplied, so that groups form before they spread. */
const EXAGGERATION = 12;
const EXAGGERATED_SHARE = 0.25;

/** How strongly a point of an earlier layout is held where it was, beside neighbour forces of about 1. */
const HOLD = 0.2;

/** Step length; the forces on a point are about 1 whatever n is. */
const RATE = 0.1;

const STEPS_PER_FRAME = 10;

interface Terms {
  readonly images: number;
  readonly imageAffinities: Affinities;
  readonly labelAffinities: Affinities;
  /** rows of the label matrix that have a vector, in the order of labelAffinities */
  readonly knownLabels: readonly number[];
  readonly relation: RelationTerm;
}

/**
 * M2M: places images and content labels in one plane so that similar images, similar labels, and labels and the images that carry them
 * are near each other. Optimises the positions themselves for four contrastive terms (image-image, image-text, text-image, text-text)
 * over the similarity s = 1 / (1 + distance^2); docs/m2m.md has the formulas.
 * Positions are in the units of s: distance 1 is similarity 1/2. Fewer than two images with nothing to pull them sit at the origin.
 * @param images embeddings, shape (n, d); compared by cosine, a zero row is equally far from all
 * @param labels vectors of the labels, shape (m, any width); compared with each other only; a zero row has no label-label term
 * @param relation which image carries which label
 * @param options.start an earlier result of this function, NaN for new points; those placed are held by springs and hardly move
 * @param options.iterations default 400, or 200 from a start
 * @throws RangeError when sizes or indices do not fit or a number is NaN or infinite; the signal's reason when aborted
 * @source Ye et al. 2024 (arXiv 2412.16839) for the four terms; Damrich et al. 2023 for InfoNCE on positions; van der Maaten 2014
 */
export async function projectMultimodal(
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  options: ProjectionOptions = {},
): Promise<Layout> {
  checkProjectionInput("projectMultimodal", images, labels, relation, options.start);
  checkIterations(options.iterations);
  options.signal?.throwIfAborted();
  const random = createRandom(options.seed ?? 1);
  const isContinued = options.start !== undefined && hasPlacedPoint(options.start);
  const initial = isContinued
    ? await continuedLayout(images, relation, options.start!, random, options)
    : await freshLayout(images, labels.rows, relation, random, options);
  const terms = await prepareTerms(images, labels, relation, options.signal);
  const steps = options.iterations ?? (isContinued ? CONTINUED_STEPS : FRESH_STEPS);
  await optimize(terms, initial, isContinued ? 0 : Math.floor(steps * EXAGGERATED_SHARE), steps, options);
  return layoutOf(initial.positions, images.rows);
}

async function prepareTerms(images: Matrix, labels: Matrix, relation: Relation, signal?: AbortSignal): Promise<Terms> {
  const rows = Array.from({ length: labels.rows }, (_, w) => w);
  const knownLabels = rows.filter((w) =>
    labels.data.subarray(w * labels.columns, (w + 1) * labels.columns).some((x) => x !== 0),
  );
  return {
    images: images.rows,
    imageAffinities: await neighborAffinities(images, IMAGE_PERPLEXITY, { signal }),
    labelAffinities: await neighborAffinities(selectRows(labels, knownLabels), LABEL_PERPLEXITY, { signal }),
    knownLabels,
    relation: createRelationTerm(relation, labels.rows, { imageText: IMAGE_TEXT, textImage: TEXT_IMAGE }),
  };
}

/** Moves initial.positions, in place. */
async function optimize(
  terms: Terms,
  { positions, isPlaced }: InitialLayout,
  exaggeratedSteps: number,
  steps: number,
  options: ProjectionOptions,
): Promise<void> {
  const pace = createPace(options.signal);
  const home = Float64Array.from(positions);
  const descent = createDescent(stepRates(terms.images, terms.relation.imagesOfLabel));
  const gradient = new Float64Array(positions.length);
  for (let step = 0; step < steps; step++) {
    const isEarly = step < exaggeratedSteps;
    gradient.fill(0);
    await addImageGradient(terms, positions, isEarly ? EXAGGERATION : 1, gradient, pace);
    await addLabelGradient(terms, positions, gradient, pace);
    await terms.relation.addGradient(positions, gradient, pace);
    for (let t = 0; t < positions.length; t++) {
      if (isPlaced[t >> 1]) gradient[t] += HOLD * (positions[t] - home[t]);
    }
    descent.step(positions, gradient, isEarly ? 0.5 : 0.8);
    if (pace.due()) await pace.rest();
    options.onProgress?.(step + 1, steps);
    if (step % STEPS_PER_FRAME === STEPS_PER_FRAME - 1) options.onFrame?.(layoutOf(positions, terms.images));
  }
}

async function addImageGradient(
  { images, imageAffinities }: Terms,
  positions: Float64Array,
  exaggeration: number,
  gradient: Float64Array,
  pace: Pace,
): Promise<void> {
  const [own, ownGradient] = [positions.subarray(0, 2 * images), gradient.subarray(0, 2 * images)];
  await addNeighborGradient(imageAffinities, own, { exaggeration, weight: 1 }, ownGradient, pace);
}

async function addLabelGradient(
  { images, labelAffinities, knownLabels }: Terms,
  positions: Float64Array,
  gradient: Float64Array,
  pace: Pace,
): Promise<void> {
  const coordinates = knownLabels.flatMap((w) => [2 * (images + w), 2 * (images + w) + 1]);
  const own = Float64Array.from(coordinates, (t) => positions[t]);
  const ownGradient = new Float64Array(own.length);
  await addNeighborGradient(labelAffinities, own, { exaggeration: 1, weight: TEXT_TEXT }, ownGradient, pace);
  coordinates.forEach((t, place) => {
    gradient[t] += ownGradient[place];
  });
}

/** A label that many images pull at takes shorter steps: its forces add up. */
function stepRates(images: number, imagesOfLabel: Float64Array): Float64Array {
  const rates = new Float64Array(2 * (images + imagesOfLabel.length)).fill(RATE);
  for (let w = 0; w < imagesOfLabel.length; w++) {
    rates.fill(RATE / (1 + IMAGE_TEXT * imagesOfLabel[w]), 2 * (images + w), 2 * (images + w) + 2);
  }
  return rates;
}

function checkIterations(iterations: number | undefined): void {
  if (iterations === undefined || (Number.isInteger(iterations) && iterations >= 0)) return;
  throw new RangeError(`projectMultimodal: iterations = ${iterations}; give a whole number, 0 or more.`);
}

function hasPlacedPoint({ images, labels }: Layout): boolean {
  return images.some(Number.isFinite) || labels.some(Number.isFinite);
}

function layoutOf(positions: Float64Array, images: number): Layout {
  return {
    images: Float32Array.from(positions.subarray(0, 2 * images)),
    labels: Float32Array.from(positions.subarray(2 * images)),
  };
}
