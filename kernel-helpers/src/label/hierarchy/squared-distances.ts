import { rowProducts } from "../../linalg/row-products.js";
import type { Matrix } from "../../types.js";

/** How far n things lie from one another. */
export interface SquaredDistances {
  readonly n: number;
  /** squared Euclidean distances, shape (n, n), symmetric */
  readonly data: Float64Array;
}

/** Squared Euclidean distances between all rows, in double precision. @param vectors shape (n, d) */
export function squaredDistances(vectors: Matrix): SquaredDistances {
  const n = vectors.rows;
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const others = Int32Array.from({ length: n - i }, (_, t) => i + t);
    data.set(rowProducts(vectors, i, vectors, others), i * n + i);
  }
  const lengths = Float64Array.from({ length: n }, (_, i) => data[i * n + i]);
  for (let i = 0; i < n; i++) {
    data[i * n + i] = 0;
    for (let j = i + 1; j < n; j++) {
      // rounding may leave a little less than nothing between equal rows
      const squared = Math.max(0, lengths[i] + lengths[j] - 2 * data[i * n + j]);
      data[i * n + j] = squared;
      data[j * n + i] = squared;
    }
  }
  return { n, data };
}

/** The distances among some of the things, in the order named. */
export function pickDistances({ n, data }: SquaredDistances, members: readonly number[]): SquaredDistances {
  const m = members.length;
  const picked = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) picked[i * m + j] = data[members[i] * n + members[j]];
  return { n: m, data: picked };
}
