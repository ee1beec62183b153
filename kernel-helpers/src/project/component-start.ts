import { type PrincipalComponentsOptions, principalComponents } from "../linalg/principal-components.js";
import type { Matrix } from "../types.js";

/** A start needs only a rough direction, which so many points show. */
const START_SAMPLE = 2_000;

/**
 * Positions on the two principal components.
 * @param points shape (n, d), rows of length 1
 * @param spread standard deviation along the first
 * @returns x and y interleaved
 */
export async function componentStart(
  points: Matrix,
  spread: number,
  accuracy: Omit<PrincipalComponentsOptions, "sample">,
): Promise<Float64Array> {
  const { scores, variances } = await principalComponents(points, 2, { ...accuracy, sample: START_SAMPLE });
  const scale = variances[0] > 0 ? spread / Math.sqrt(variances[0]) : 0;
  return scores.map((score) => score * scale);
}
