import type { Matrix } from "../types.js";
import { normalizeRows } from "./matrix.js";
import { createPace } from "./pace.js";
import { similarityBlocks } from "./similarity-blocks.js";

/** The k nearest of every row, nearest first; equal similarities in order of index. */
export interface Neighbors {
  readonly k: number;
  /** shape (n, k) */
  readonly indices: Int32Array;
  /** cosine, in [-1, 1], shape (n, k) */
  readonly similarities: Float64Array;
}

/**
 * Exact nearest neighbours of every row among the other rows, by cosine. A zero row has similarity 0 to all.
 * @param points shape (n, d), any length of rows
 * @param k 0 <= k; cut to n - 1
 * @throws RangeError for NaN or infinite numbers; the signal's reason when aborted
 */
export async function nearestNeighbors(
  points: Matrix,
  k: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Neighbors> {
  const unit = normalizeRows(points);
  const nearest = emptyNeighbors(unit.rows, Math.min(k, unit.rows - 1));
  const pace = createPace(options.signal);
  for (const { aStart, aEnd, bStart, bEnd, dots } of similarityBlocks(unit, unit)) {
    for (let i = aStart, t = 0; i < aEnd; i++) {
      for (let j = bStart; j < bEnd; j++, t++) {
        if (j <= i) continue; // on the diagonal tile each pair comes twice
        offer(nearest, i, j, dots[t]);
        offer(nearest, j, i, dots[t]);
      }
    }
    if (pace.due()) await pace.rest();
  }
  return nearest;
}

/**
 * Exact nearest neighbours of every query among the references, by cosine.
 * @param queries shape (n, d)
 * @param references shape (m, d)
 * @param k 0 <= k; cut to m
 * @throws RangeError when the widths differ or a number is NaN or infinite; the signal's reason when aborted
 */
export async function nearestReferences(
  queries: Matrix,
  references: Matrix,
  k: number,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Neighbors> {
  if (queries.columns !== references.columns && queries.rows > 0 && references.rows > 0) {
    throw new RangeError(
      `nearestReferences: queries have ${queries.columns} dimensions, references ${references.columns}; use one embedder for both.`,
    );
  }
  const unitQueries = normalizeRows(queries);
  const unitReferences = normalizeRows(references);
  const nearest = emptyNeighbors(queries.rows, Math.min(k, references.rows));
  const pace = createPace(options.signal);
  for (const { aStart, aEnd, bStart, bEnd, dots } of similarityBlocks(unitQueries, unitReferences)) {
    for (let i = aStart, t = 0; i < aEnd; i++) {
      for (let j = bStart; j < bEnd; j++, t++) offer(nearest, i, j, dots[t]);
    }
    if (pace.due()) await pace.rest();
  }
  return nearest;
}

function emptyNeighbors(rows: number, k: number): Neighbors {
  const width = Math.max(0, Math.floor(k));
  return {
    k: width,
    indices: new Int32Array(rows * width).fill(-1),
    similarities: new Float64Array(rows * width).fill(-Infinity),
  };
}

/** Puts j into row i's list when it is near enough: insertion into a short sorted list. */
function offer({ k, indices, similarities }: Neighbors, i: number, j: number, similarity: number): void {
  const start = i * k;
  let place = start + k - 1;
  if (k === 0 || !isNearer(similarity, j, similarities[place], indices[place])) return;
  while (place > start && isNearer(similarity, j, similarities[place - 1], indices[place - 1])) {
    similarities[place] = similarities[place - 1];
    indices[place] = indices[place - 1];
    place--;
  }
  similarities[place] = similarity;
  indices[place] = j;
}

function isNearer(similarity: number, j: number, otherSimilarity: number, other: number): boolean {
  return similarity > otherSimilarity || (similarity === otherSimilarity && j < other);
}
