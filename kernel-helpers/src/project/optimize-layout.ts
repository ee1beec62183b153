import { jointAffinities } from "./affinities.js";
import { crossTargets } from "./cross-targets.js";
import { createCrossTerm } from "./cross-term.js";
import { createDescent } from "./descent.js";
import type { LayoutProblem } from "./layout-problem.js";
import { addNeighborGradient } from "./neighbor-term.js";
import { buildPointTree } from "./point-tree.js";
import type { SparseRows } from "./sparse-rows.js";

/** Weight of the label-label term; image-image has 1. */
const TEXT_TEXT = 2.5;
const LABEL_PERPLEXITY = 10;

/** In the early steps the images' attraction is multiplied, so that groups form before they spread, and labels have their say in where. */
const EARLY_EXAGGERATION = 12;
const EARLY_CROSS = 6;
const EARLY_TEXT = 3;

/** How strongly a point of an earlier layout is held where it was, beside neighbour forces of about 1: less, and maps drift by more than 2 % of their width. */
const HOLD = 1.2;

/** Step length; the forces on a point are about 1 whatever n is. */
const RATE = 0.1;

/**
 * Moves the problem's positions, in place, down the gradient of the four contrastive terms (docs/m2m.md has the formulas).
 * Blocks until it is done.
 * @param onStep called after each step with the number of steps done
 */
export function optimizeLayout(problem: LayoutProblem, onStep: (done: number) => void = () => {}): void {
  const { images, labels, positions, isPlaced, settings } = problem;
  const imageAffinities = jointAffinities(problem.imageNeighbors, settings.imagePerplexity, images);
  const labelAffinities = jointAffinities(problem.labelNeighbors, LABEL_PERPLEXITY, problem.knownLabels.length);
  const cross = createCrossTerm(crossTargets(problem.relation, labels, problem.crossNeighbors), images, labels);
  const home = positions.slice();
  const descent = createDescent(stepRates(images, cross.labelMasses));
  const gradient = new Float64Array(positions.length);
  const [imagePositions, imageGradient] = [positions.subarray(0, 2 * images), gradient.subarray(0, 2 * images)];
  for (let step = 0; step < settings.steps; step++) {
    const isEarly = step < settings.earlySteps;
    gradient.fill(0);
    const tree = buildPointTree(imagePositions);
    const exaggeration = isEarly ? EARLY_EXAGGERATION : settings.exaggeration;
    addNeighborGradient(imageAffinities, imagePositions, tree, { exaggeration, weight: 1 }, imageGradient);
    addLabelGradient(labelAffinities, problem, TEXT_TEXT * (isEarly ? EARLY_TEXT : 1), gradient);
    cross.addGradient(positions, tree, isEarly ? EARLY_CROSS : 1, gradient);
    for (let t = 0; t < positions.length; t++) {
      if (isPlaced[t >> 1] === 1) gradient[t] += HOLD * (positions[t] - home[t]);
    }
    descent.step(positions, gradient, isEarly ? 0.5 : 0.8);
    onStep(step + 1);
  }
}

function addLabelGradient(
  affinities: SparseRows,
  { images, knownLabels, positions }: LayoutProblem,
  weight: number,
  gradient: Float64Array,
): void {
  const own = new Float64Array(2 * knownLabels.length);
  knownLabels.forEach((w, row) => {
    own.set(positions.subarray(2 * (images + w), 2 * (images + w) + 2), 2 * row);
  });
  const ownGradient = new Float64Array(own.length);
  const settings = { exaggeration: 1, weight };
  addNeighborGradient(affinities, own, buildPointTree(own), settings, ownGradient);
  knownLabels.forEach((w, row) => {
    gradient[2 * (images + w)] += ownGradient[2 * row];
    gradient[2 * (images + w) + 1] += ownGradient[2 * row + 1];
  });
}

/** A label that many images pull at takes shorter steps: its forces add up. */
function stepRates(images: number, labelMasses: Float64Array): Float64Array {
  const rates = new Float64Array(2 * (images + labelMasses.length)).fill(RATE);
  labelMasses.forEach((mass, w) => {
    rates.fill(RATE / (1 + mass), 2 * (images + w), 2 * (images + w) + 2);
  });
  return rates;
}
