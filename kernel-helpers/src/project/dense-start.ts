import { createRandom } from "../linalg/random.js";
import type { Matrix } from "../types.js";
import { addJitter } from "./add-jitter.js";
import { classicalMds } from "./classical-mds.js";
import { type JointSize, jointPositions } from "./joint-layout.js";
import { moveToMean } from "./place-labels-at-images.js";
import type { ProjectionOptions } from "./projector.js";

/** A new point starts at the mean of this many placed ones. */
const PLACED_NEIGHBORS = 5;

/** Jitter as a share of the spread: too small to see, enough to give points in one place a direction to part in. */
const JITTER = 1e-4;

/**
 * Where a method over all distances begins: at options.start where it places a point, new points at the mean of their 5 nearest placed ones;
 * without a start on the plane of classical scaling.
 * @param distances of images and known labels, shape (N, N)
 * @returns x and y interleaved, length 2N
 */
export async function denseStart(
  distances: Matrix,
  size: JointSize,
  options: ProjectionOptions,
): Promise<Float64Array> {
  const earlier = options.start && jointPositions(size, options.start);
  if (earlier?.some(Number.isFinite)) {
    placeNewPoints(distances, earlier);
    return earlier;
  }
  const positions = await classicalMds(distances, { signal: options.signal });
  const spread = Math.sqrt(positions.reduce((sum, x) => sum + x * x, 0) / Math.max(1, positions.length));
  addJitter(positions, JITTER * spread, createRandom(options.seed ?? 1));
  return positions;
}

function placeNewPoints({ rows: n, data }: Matrix, positions: Float64Array): void {
  const rows = Array.from({ length: n }, (_, i) => i);
  const placed = rows.filter((i) => !Number.isNaN(positions[2 * i]));
  for (const i of rows.filter((row) => Number.isNaN(positions[2 * row]))) {
    const byDistance = [...placed].sort((a, b) => data[i * n + a] - data[i * n + b] || a - b);
    moveToMean(positions, i, byDistance.slice(0, PLACED_NEIGHBORS));
  }
}
