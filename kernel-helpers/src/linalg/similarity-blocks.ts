import type { Matrix } from "../types.js";

/** Rows multiplied at once: 64 rows of 768 doubles stay in a core's second-level cache. */
const BLOCK_ROWS = 64;

/** A tile of dot products between rows [aStart, aEnd) of one matrix and [bStart, bEnd) of another. */
export interface SimilarityBlock {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
  /** row-major, (aEnd - aStart) x (bEnd - bStart); overwritten by the next block */
  readonly dots: Float64Array;
}

/**
 * Dot products of all rows of a with all rows of b, tile by tile, so that memory stays constant.
 * @param a shape (n, d)
 * @param b shape (m, d); when it is a itself, only tiles with aStart <= bStart come (the rest is their mirror image)
 */
export function* similarityBlocks(a: Matrix, b: Matrix): Generator<SimilarityBlock> {
  const dots = new Float64Array(BLOCK_ROWS * BLOCK_ROWS);
  const left = new Float64Array(BLOCK_ROWS * a.columns);
  const right = new Float64Array(BLOCK_ROWS * a.columns);
  for (let aStart = 0; aStart < a.rows; aStart += BLOCK_ROWS) {
    const aEnd = Math.min(a.rows, aStart + BLOCK_ROWS);
    left.set(a.data.subarray(aStart * a.columns, aEnd * a.columns));
    for (let bStart = a === b ? aStart : 0; bStart < b.rows; bStart += BLOCK_ROWS) {
      const bEnd = Math.min(b.rows, bStart + BLOCK_ROWS);
      right.set(b.data.subarray(bStart * b.columns, bEnd * b.columns));
      multiplyTile(left, right, aEnd - aStart, bEnd - bStart, a.columns, dots);
      yield { aStart, aEnd, bStart, bEnd, dots };
    }
  }
}

// same as: dots[i * bRows + j] = dot(row i of a, row j of b), with 2 x 2 sums kept in registers.
// An odd row count computes one row past the end; the buffers are even-sized, and what lies there is never read.
function multiplyTile(
  a: Float64Array,
  b: Float64Array,
  aRows: number,
  bRows: number,
  columns: number,
  dots: Float64Array,
): void {
  for (let i = 0; i < aRows; i += 2) {
    for (let j = 0; j < bRows; j += 2) {
      let s00 = 0;
      let s01 = 0;
      let s10 = 0;
      let s11 = 0;
      const a0 = i * columns;
      const a1 = a0 + columns;
      const b0 = j * columns;
      const b1 = b0 + columns;
      for (let c = 0; c < columns; c++) {
        const x0 = a[a0 + c];
        const x1 = a[a1 + c];
        const y0 = b[b0 + c];
        const y1 = b[b1 + c];
        s00 += x0 * y0;
        s01 += x0 * y1;
        s10 += x1 * y0;
        s11 += x1 * y1;
      }
      dots[i * bRows + j] = s00;
      if (j + 1 < bRows) dots[i * bRows + j + 1] = s01;
      if (i + 1 < aRows) {
        dots[(i + 1) * bRows + j] = s10;
        if (j + 1 < bRows) dots[(i + 1) * bRows + j + 1] = s11;
      }
    }
  }
}
