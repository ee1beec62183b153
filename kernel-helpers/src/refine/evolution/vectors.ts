import { dot } from "../../linalg/matrix.js";

/** @param values at least one */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param rows at least one, of one length */
export function meanVector(rows: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(rows[0].length);
  for (const row of rows) for (let i = 0; i < row.length; i++) sum[i] += row[i] / rows.length;
  return sum;
}

/** The mean cosine distance over the pairs of rows of length 1, in [0, 2]; 0 for a single row. */
export function spread(rows: readonly Float32Array[]): number {
  if (rows.length < 2) return 0;
  const total = meanVector(rows);
  return Math.max(0, (1 - dot(total, total)) * (rows.length / (rows.length - 1)));
}
