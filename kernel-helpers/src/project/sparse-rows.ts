/** A sparse matrix by rows: row i's entries are columns[offsets[i] .. offsets[i + 1]) with their weights. */
export interface SparseRows {
  /** length rows + 1 */
  readonly offsets: Int32Array;
  readonly columns: Int32Array;
  readonly weights: Float64Array;
}

/** The same entries by columns: row j of the result holds what stood in column j. */
export function transposed({ offsets, columns, weights }: SparseRows, width: number): SparseRows {
  const turned = {
    offsets: new Int32Array(width + 1),
    columns: new Int32Array(columns.length),
    weights: new Float64Array(columns.length),
  };
  for (const j of columns) turned.offsets[j + 1]++;
  for (let j = 0; j < width; j++) turned.offsets[j + 1] += turned.offsets[j];
  const next = turned.offsets.slice();
  for (let i = 0; i + 1 < offsets.length; i++) {
    for (let t = offsets[i]; t < offsets[i + 1]; t++) {
      const place = next[columns[t]]++;
      turned.columns[place] = i;
      turned.weights[place] = weights[t];
    }
  }
  return turned;
}

/** a * A + b * B, entry by entry, for matrices of one shape. */
export function weightedSum(a: number, first: SparseRows, b: number, second: SparseRows, width: number): SparseRows {
  const rows = first.offsets.length - 1;
  const offsets = new Int32Array(rows + 1);
  const columns = new Int32Array(first.columns.length + second.columns.length);
  const weights = new Float64Array(columns.length);
  const placeOf = new Int32Array(width).fill(-1); // where this row keeps a column, when not before its start
  let end = 0;
  for (let i = 0; i < rows; i++) {
    for (const [factor, matrix] of [
      [a, first],
      [b, second],
    ] as const) {
      for (let t = matrix.offsets[i]; t < matrix.offsets[i + 1]; t++) {
        const j = matrix.columns[t];
        if (placeOf[j] < offsets[i]) {
          columns[end] = j;
          placeOf[j] = end++;
        }
        weights[placeOf[j]] += factor * matrix.weights[t];
      }
    }
    offsets[i + 1] = end;
  }
  return { offsets, columns: columns.slice(0, end), weights: weights.slice(0, end) };
}
