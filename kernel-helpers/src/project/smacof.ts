import { createPace, type Pace } from "../linalg/pace.js";
import type { Matrix } from "../types.js";

export interface SmacofOptions {
  readonly signal?: AbortSignal;
  /** most steps, >= 0 */
  readonly iterations: number;
  /** stops when a step lowers the stress by less than this share of it; default 1e-5 */
  readonly tolerance?: number;
  /** gets the stress before the step, and the positions after it: the same array every time */
  readonly onStep?: (done: number, stress: number, positions: Float64Array) => void;
}

/**
 * Metric scaling: moves points so that their distances in the plane are those given, by the Guttman transform, under which the stress,
 * the sum over pairs of (given - shown)^2, never rises. The mean position stays where it was.
 * @param distances symmetric, >= 0, shape (n, n)
 * @param start x and y interleaved, length 2n; left alone
 * @returns x and y interleaved, in the unit of the distances
 * @throws the signal's reason when aborted
 * @source de Leeuw & Mair 2009, Multidimensional scaling using majorization: SMACOF in R, equation 11 with equal weights
 */
export async function smacof(distances: Matrix, start: Float64Array, options: SmacofOptions): Promise<Float64Array> {
  const pace = createPace(options.signal);
  const centre = [meanOf(start, 0), meanOf(start, 1)];
  let positions = Float64Array.from(start);
  let previous = Number.POSITIVE_INFINITY;
  for (let done = 1; done <= options.iterations; done++) {
    const next = new Float64Array(positions.length);
    const stress = await guttmanTransform(distances, positions, next, pace);
    for (let t = 0; t < next.length; t++) next[t] += centre[t % 2];
    positions = next;
    options.onStep?.(done, stress, positions);
    if (!(previous - stress > (options.tolerance ?? 1e-5) * stress)) break;
    previous = stress;
  }
  return positions;
}

/**
 * Adds to next, for every point, the mean over all points of given / shown * (its position - theirs): the Guttman transform, centred at 0.
 * @returns the stress of positions
 */
async function guttmanTransform(
  { rows: n, data }: Matrix,
  positions: Float64Array,
  next: Float64Array,
  pace: Pace,
): Promise<number> {
  let stress = 0;
  for (let i = 0; i < n; i++) {
    const [x, y] = [positions[2 * i], positions[2 * i + 1]];
    let [sumX, sumY] = [0, 0];
    for (let j = 0, t = i * n; j < i; j++, t++) {
      const dx = x - positions[2 * j];
      const dy = y - positions[2 * j + 1];
      const shown = Math.sqrt(dx * dx + dy * dy);
      const ratio = shown > 0 ? data[t] / (shown * n) : 0; // points in one place have no direction to part in
      stress += (data[t] - shown) * (data[t] - shown);
      sumX += ratio * dx;
      sumY += ratio * dy;
      next[2 * j] -= ratio * dx;
      next[2 * j + 1] -= ratio * dy;
    }
    next[2 * i] += sumX;
    next[2 * i + 1] += sumY;
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
  return stress;
}

function meanOf(positions: Float64Array, axis: number): number {
  let sum = 0;
  for (let t = axis; t < positions.length; t += 2) sum += positions[t];
  return positions.length > 0 ? (2 * sum) / positions.length : 0;
}
