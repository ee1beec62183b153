import { createMatrix, dot, normalizeRows, rowOf } from "../linalg/matrix.js";
import type { Pace } from "../linalg/pace.js";
import { type SimilarityBlock, similarityBlocks } from "../linalg/similarity-blocks.js";
import type { Matrix } from "../types.js";

/** Points compared at once in the plane. */
const BLOCK_POINTS = 64;

/** Rows scaled at once. */
const BLOCK_ROWS = 256;

/** How near every candidate is to every query; a larger number is nearer. Only the order of the numbers counts. */
export interface Nearness {
  readonly queries: number;
  readonly candidates: number;
  /** true when queries and candidates are the same points: of two mirrored tiles only one comes */
  readonly isMirrored: boolean;
  /** Each tile is overwritten by the next, so that memory stays constant. */
  tiles(): Iterable<SimilarityBlock>;
  /** One number of a tile, to the same last bit. */
  between(query: number, candidate: number): number;
}

/**
 * Cosine similarity; a row of zeros has 0 to all.
 * @param queries shape (n, d), rows of length 1 or 0, as unitRows makes them
 * @param candidates shape (m, d), likewise; the same object as queries to compare points with each other
 */
export function cosineNearness(queries: Matrix, candidates: Matrix): Nearness {
  return {
    queries: queries.rows,
    candidates: candidates.rows,
    isMirrored: queries === candidates,
    tiles: () => similarityBlocks(queries, candidates),
    between: (i, j) => dot(rowOf(queries, i), rowOf(candidates, j)),
  };
}

/** As normalizeRows, some rows at a time so that other work can run. @throws the signal's reason when the pace's signal is aborted */
export async function unitRows(matrix: Matrix, pace: Pace): Promise<Matrix> {
  const { rows, columns, data } = matrix;
  const unit = createMatrix(rows, columns);
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - start);
    const slice = createMatrix(count, columns, data.subarray(start * columns, (start + count) * columns));
    unit.data.set(normalizeRows(slice).data, start * columns);
    if (pace.due()) await pace.rest();
  }
  return unit;
}

/**
 * Minus the squared Euclidean distance in the plane.
 * @param queries x and y interleaved, length 2n
 * @param candidates length 2m; the same object as queries to compare points with each other
 */
export function planeNearness(queries: Float32Array, candidates: Float32Array): Nearness {
  return {
    queries: queries.length / 2,
    candidates: candidates.length / 2,
    isMirrored: queries === candidates,
    tiles: () => planeTiles(queries, candidates),
    between: (i, j) => -squaredDistance(queries, i, candidates, j),
  };
}

/** Squared Euclidean distance of point i of one list to point j of another; x and y interleaved. */
export function squaredDistance(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const dx = a[2 * i] - b[2 * j];
  const dy = a[2 * i + 1] - b[2 * j + 1];
  return dx * dx + dy * dy;
}

function* planeTiles(a: Float32Array, b: Float32Array): Generator<SimilarityBlock> {
  const dots = new Float64Array(BLOCK_POINTS * BLOCK_POINTS);
  for (let aStart = 0; 2 * aStart < a.length; aStart += BLOCK_POINTS) {
    const aEnd = Math.min(a.length / 2, aStart + BLOCK_POINTS);
    for (let bStart = a === b ? aStart : 0; 2 * bStart < b.length; bStart += BLOCK_POINTS) {
      const bEnd = Math.min(b.length / 2, bStart + BLOCK_POINTS);
      for (let i = aStart, t = 0; i < aEnd; i++) {
        for (let j = bStart; j < bEnd; j++, t++) dots[t] = -squaredDistance(a, i, b, j);
      }
      yield { aStart, aEnd, bStart, bEnd, dots };
    }
  }
}
