import { createRandom } from "../linalg/random.js";
import { addJitter } from "./add-jitter.js";
import { componentStart } from "./component-start.js";
import { jointPositions } from "./joint-layout.js";
import type { JointPoints } from "./joint-points.js";
import { placeNewPoints } from "./place-new-points.js";
import type { ProjectionOptions } from "./projector.js";

/** Jitter as a share of the spread: too small to see, enough to part duplicates. */
const JITTER = 1e-3;

/** Where an iterative method begins. */
export interface StartPositions {
  /** x and y interleaved, one pair per joint point */
  readonly positions: Float64Array;
  /** true when an earlier layout gave at least one of them */
  readonly isContinued: boolean;
}

/**
 * Begins at options.start where it places a point, new points at the mean of their 5 nearest placed ones; without a start on the two principal
 * components, as Kobak & Linderman 2021 advise for t-SNE and UMAP alike.
 * @param spread standard deviation along the first axis of a fresh start
 */
export async function startPositions(
  joint: JointPoints,
  spread: number,
  options: ProjectionOptions,
): Promise<StartPositions> {
  const random = createRandom(options.seed ?? 1);
  const earlier = options.start && jointPositions(joint, options.start);
  if (earlier?.some(Number.isFinite)) {
    await placeNewPoints(joint.points, earlier, options.signal);
    return { positions: earlier, isContinued: true };
  }
  const accuracy = { signal: options.signal, maxIterations: 20, tolerance: 1e-4 };
  const positions = await componentStart(joint.points, spread, accuracy);
  addJitter(positions, JITTER * spread, random);
  return { positions, isContinued: false };
}
