import type { Matrix } from "../types.js";

/**
 * A matrix from its size and its numbers.
 * @param data row-major, length rows * columns; zeros when left out; a Float32Array is used as it is, not copied
 * @throws RangeError when the sizes do not fit
 */
export function createMatrix(rows: number, columns: number, data?: ArrayLike<number>): Matrix {
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < 0 || columns < 0) {
    throw new RangeError(`createMatrix: ${rows} x ${columns} is not a size; give whole numbers, 0 or more.`);
  }
  if (data !== undefined && data.length !== rows * columns) {
    throw new RangeError(`createMatrix: ${data.length} numbers for ${rows} x ${columns}; give ${rows * columns}.`);
  }
  if (data instanceof Float32Array) return { rows, columns, data };
  return { rows, columns, data: data ? Float32Array.from(data) : new Float32Array(rows * columns) };
}

/**
 * A matrix from a list of rows.
 * @param columns needed only when the list may be empty
 * @throws RangeError when the rows differ in length
 */
export function matrixFromRows(rows: readonly ArrayLike<number>[], columns: number = rows[0]?.length ?? 0): Matrix {
  const matrix = createMatrix(rows.length, columns);
  rows.forEach((row, i) => {
    if (row.length !== columns) {
      throw new RangeError(
        `matrixFromRows: row ${i} has ${row.length} numbers, the first ${columns}; make them equal.`,
      );
    }
    matrix.data.set(row, i * columns);
  });
  return matrix;
}

/** Row i as a view: writing to it changes the matrix. */
export function rowOf(matrix: Matrix, i: number): Float32Array {
  return matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);
}

/**
 * A new matrix of the rows named, in that order; a row may be named twice.
 * @throws RangeError when an index is not a row
 */
export function selectRows(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const selected = createMatrix(indices.length, matrix.columns);
  for (let i = 0; i < indices.length; i++) {
    if (!(indices[i] >= 0 && indices[i] < matrix.rows)) {
      throw new RangeError(`selectRows: row ${indices[i]} of ${matrix.rows}; give indices below ${matrix.rows}.`);
    }
    selected.data.set(rowOf(matrix, indices[i]), i * matrix.columns);
  }
  return selected;
}

/**
 * A new matrix with the rows of all given ones, in order. A matrix without rows fits any width.
 * @throws RangeError when the widths differ
 */
export function concatRows(...matrices: readonly Matrix[]): Matrix {
  const filled = matrices.filter((matrix) => matrix.rows > 0);
  const columns = filled[0]?.columns ?? matrices[0]?.columns ?? 0;
  const joined = createMatrix(
    filled.reduce((rows, matrix) => rows + matrix.rows, 0),
    columns,
  );
  let row = 0;
  for (const matrix of filled) {
    if (matrix.columns !== columns) {
      throw new RangeError(`concatRows: ${matrix.columns} columns after ${columns}; use one embedder for all rows.`);
    }
    joined.data.set(matrix.data, row * columns);
    row += matrix.rows;
  }
  return joined;
}

/**
 * A new matrix with every row scaled to Euclidean length 1. Rows of zeros stay zeros.
 * @throws RangeError when a number is NaN or infinite
 */
export function normalizeRows(matrix: Matrix): Matrix {
  assertFinite(matrix, "normalizeRows");
  const { data, columns } = matrix;
  const normalized = createMatrix(matrix.rows, columns);
  for (let start = 0; start < data.length; start += columns) {
    let squares = 0;
    for (let t = start; t < start + columns; t++) squares += data[t] * data[t];
    const length = Math.sqrt(squares);
    if (length > 0) for (let t = start; t < start + columns; t++) normalized.data[t] = data[t] / length;
  }
  return normalized;
}

/** The mean of the rows named; zeros when none is. @returns length matrix.columns */
export function meanOfRows(matrix: Matrix, indices: ArrayLike<number>): Float32Array {
  const sum = new Float64Array(matrix.columns);
  for (let i = 0; i < indices.length; i++) {
    const row = rowOf(matrix, indices[i]);
    for (let j = 0; j < row.length; j++) sum[j] += row[j];
  }
  return Float32Array.from(sum, (value) => (indices.length > 0 ? value / indices.length : 0));
}

/** Sum of products, added up in double precision. Both of one length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * Checks numbers at a border.
 * @param who the function and argument to name in the message
 * @throws RangeError naming the row of the first NaN or infinity
 */
export function assertFinite(matrix: Matrix, who: string): void {
  const { data } = matrix;
  for (let t = 0; t < data.length; t++) {
    if (Number.isFinite(data[t])) continue;
    const row = Math.floor(t / matrix.columns);
    throw new RangeError(`${who}: row ${row} holds ${data[t]}; leave that row out or embed it again.`);
  }
}
