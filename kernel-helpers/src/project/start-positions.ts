import { selectRows } from "../linalg/matrix.js";
import { nearestReferences } from "../linalg/neighbors.js";
import { principalComponents } from "../linalg/principal-components.js";
import { createRandom } from "../linalg/random.js";
import type { Matrix } from "../types.js";
import { addJitter } from "./add-jitter.js";
import { jointPositions } from "./joint-layout.js";
import type { JointPoints } from "./joint-points.js";
import { moveToMean } from "./place-labels-at-images.js";
import type { ProjectionOptions } from "./projector.js";

/** A new point starts at the mean of this many placed ones. */
const PLACED_NEIGHBORS = 5;

/** Jitter as a share of the spread: too small to see, enough to part duplicates. */
const JITTER = 1e-3;

/** The start needs only a rough direction, which so many points show. */
const START_SAMPLE = 2_000;

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
  const settings = { signal: options.signal, maxIterations: 20, tolerance: 1e-4, sample: START_SAMPLE };
  const { scores, variances } = await principalComponents(joint.points, 2, settings);
  const scale = variances[0] > 0 ? spread / Math.sqrt(variances[0]) : 0;
  const positions = scores.map((score) => score * scale);
  addJitter(positions, JITTER * spread, random);
  return { positions, isContinued: false };
}

async function placeNewPoints(points: Matrix, positions: Float64Array, signal?: AbortSignal): Promise<void> {
  const rows = Array.from({ length: points.rows }, (_, i) => i);
  const placed = rows.filter((i) => !Number.isNaN(positions[2 * i]));
  const fresh = rows.filter((i) => Number.isNaN(positions[2 * i]));
  const [queries, references] = [selectRows(points, fresh), selectRows(points, placed)];
  const { k, indices } = await nearestReferences(queries, references, PLACED_NEIGHBORS, { signal });
  fresh.forEach((i, row) => {
    const nearest = Array.from(indices.subarray(row * k, (row + 1) * k), (t) => placed[t]);
    moveToMean(positions, i, nearest);
  });
}
