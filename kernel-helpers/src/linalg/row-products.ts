import type { Matrix } from "../types.js";

/**
 * Dot products of row i of a with some rows of b, in double precision. Each sum runs over the columns in order, as in similarityBlocks.
 * @param a shape (n, d)
 * @param b shape (m, d)
 * @returns one number per index
 */
export function rowProducts(a: Matrix, i: number, b: Matrix, indices: Int32Array): Float64Array {
  const products = new Float64Array(indices.length);
  const { data, columns } = b;
  const row = Float64Array.from(a.data.subarray(i * columns, (i + 1) * columns));
  // same as: indices.map((j) => dot(row, rowOf(b, j))), four sums at a time: one alone waits for each of its additions
  for (let t = 0; t < indices.length; t += 4) {
    const last = indices.length - 1;
    const b0 = indices[t] * columns;
    const b1 = indices[Math.min(t + 1, last)] * columns;
    const b2 = indices[Math.min(t + 2, last)] * columns;
    const b3 = indices[Math.min(t + 3, last)] * columns;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let c = 0; c < columns; c++) {
      const x = row[c];
      s0 += x * data[b0 + c];
      s1 += x * data[b1 + c];
      s2 += x * data[b2 + c];
      s3 += x * data[b3 + c];
    }
    // what lies past the end is dropped by the array
    products[t] = s0;
    products[t + 1] = s1;
    products[t + 2] = s2;
    products[t + 3] = s3;
  }
  return products;
}
