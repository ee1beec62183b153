import { createMatrix } from "../linalg/matrix.js";
import { createPace } from "../linalg/pace.js";
import { principalComponents } from "../linalg/principal-components.js";
import type { Matrix } from "../types.js";

/**
 * Torgerson's scaling: the plane whose inner products come nearest to those the distances imply. Exact for distances of a plane; for others
 * a good start for an iterative method.
 * @param distances symmetric, shape (n, n)
 * @returns x and y interleaved, centred; all 0 when all distances are
 * @throws the signal's reason when aborted
 * @source Torgerson 1952; Borg & Groenen 2005, chapter 12
 */
export async function classicalMds(
  distances: Matrix,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Float64Array> {
  const n = distances.rows;
  const inner = await doubleCentred(distances, signal);
  // the principal components of a symmetric matrix are its eigenvectors; scores = eigenvalue * eigenvector
  const settings = { signal, maxIterations: 30, tolerance: 1e-5 };
  const { scores, variances } = await principalComponents(inner, 2, settings);
  const eigenvalues = variances.map((variance) => Math.sqrt(variance * n));
  return scores.map((score, t) => (eigenvalues[t % 2] > 0 ? score / Math.sqrt(eigenvalues[t % 2]) : 0));
}

/** -1/2 J D^2 J with J = I - 1/n: what the inner products of centred points would be. */
async function doubleCentred({ rows: n, data }: Matrix, signal?: AbortSignal): Promise<Matrix> {
  const pace = createPace(signal);
  const inner = createMatrix(n, n);
  const rowMeans = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let t = i * n; t < (i + 1) * n; t++) rowMeans[i] += (data[t] * data[t]) / n;
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
  const mean = rowMeans.reduce((sum, value) => sum + value / n, 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0, t = i * n; j < n; j++, t++) {
      inner.data[t] = -(data[t] * data[t] - rowMeans[i] - rowMeans[j] + mean) / 2;
    }
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
  return inner;
}
