import { assertFinite } from "../linalg/matrix.js";
import { createPace } from "../linalg/pace.js";
import type { Matrix } from "../types.js";
import { cosineNearness, planeNearness, unitRows } from "./nearness.js";
import { type RankAgreement, rankAgreement } from "./rank-agreement.js";

/**
 * How far the plot can be trusted: 1 minus a penalty for neighbours in the plane that are none in the data, by how far down they rank there.
 * @param embeddings shape (n, d), compared by cosine; equally near ones rank by index
 * @param positions x and y interleaved, length 2n
 * @param k neighbours looked at, 1 <= k < n / 2
 * @returns a number in [0, 1]; 1 is best
 * @throws RangeError when k does not fit n or a number is NaN or infinite; the signal's reason when aborted
 * @source Venna & Kaski 2001
 */
export async function trustworthiness(
  embeddings: Matrix,
  positions: Float32Array,
  k: number = 15,
  options: { readonly signal?: AbortSignal } = {},
): Promise<number> {
  return (await agreement("trustworthiness", embeddings, positions, k, options.signal)).trustworthiness;
}

/**
 * How much of the data's neighbourhoods the plot keeps: as trustworthiness, for neighbours in the data that are none in the plane.
 * Parameters, result and errors are those of trustworthiness.
 * @source Venna & Kaski 2001
 */
export async function continuity(
  embeddings: Matrix,
  positions: Float32Array,
  k: number = 15,
  options: { readonly signal?: AbortSignal } = {},
): Promise<number> {
  return (await agreement("continuity", embeddings, positions, k, options.signal)).continuity;
}

async function agreement(
  who: string,
  embeddings: Matrix,
  positions: Float32Array,
  k: number,
  signal?: AbortSignal,
): Promise<RankAgreement> {
  if (positions.length !== 2 * embeddings.rows) {
    throw new RangeError(
      `${who}: ${embeddings.rows} embeddings, ${positions.length} coordinates; give x and y for each.`,
    );
  }
  assertFinite(embeddings, who);
  checkPositions(who, positions);
  const pace = createPace(signal);
  const unit = await unitRows(embeddings, pace);
  return rankAgreement(who, cosineNearness(unit, unit), planeNearness(positions, positions), k, pace);
}

/** @throws RangeError that names the first point without a place in the plane */
export function checkPositions(who: string, positions: Float32Array): void {
  const wrong = positions.findIndex((coordinate) => !Number.isFinite(coordinate));
  if (wrong < 0) return;
  const i = wrong >> 1;
  throw new RangeError(`${who}: point ${i} is at (${positions[2 * i]}, ${positions[2 * i + 1]}); place every point.`);
}
