import type { Inference } from "../inference/job.js";
import { NO_ONNX_RUNTIME } from "../inference/load-ort.js";
import { sharedInference } from "../inference/shared-inference.js";
import type { Matrix } from "../types.js";
import type { Neighbors } from "./neighbor-lists.js";
import { neighborsByProducts } from "./neighbors-by-products.js";
import { plainNeighbors } from "./plain-neighbors.js";

export type { Neighbors } from "./neighbor-lists.js";

export interface NeighborOptions {
  readonly signal?: AbortSignal;
  /** where large sets are compared; default sharedInference() */
  readonly inference?: Inference;
}

/** From so many multiplications on, a matrix product in the inference process is faster than loops here, its start included. */
const WORTH_A_PROCESS = 1e8;

/**
 * Exact nearest neighbours of every row among the other rows, by cosine. A zero row has similarity 0 to all.
 * Large sets are compared by matrix products in the inference process; the answer is the same, bit for bit.
 * @param points shape (n, d), any length of rows
 * @param k 0 <= k; cut to n - 1
 * @throws RangeError for NaN or infinite numbers; the signal's reason when aborted
 */
export async function nearestNeighbors(points: Matrix, k: number, options: NeighborOptions = {}): Promise<Neighbors> {
  return findNeighbors(points, null, Math.min(k, points.rows - 1), options);
}

/**
 * Exact nearest neighbours of every query among the references, by cosine; as nearestNeighbors otherwise.
 * @param queries shape (n, d)
 * @param references shape (m, d)
 * @param k 0 <= k; cut to m
 * @throws RangeError when the widths differ or a number is NaN or infinite; the signal's reason when aborted
 */
export async function nearestReferences(
  queries: Matrix,
  references: Matrix,
  k: number,
  options: NeighborOptions = {},
): Promise<Neighbors> {
  if (queries.columns !== references.columns && queries.rows > 0 && references.rows > 0) {
    throw new RangeError(
      `nearestReferences: queries have ${queries.columns} dimensions, references ${references.columns}; use one embedder for both.`,
    );
  }
  return findNeighbors(queries, references, Math.min(k, references.rows), options);
}

async function findNeighbors(
  queries: Matrix,
  references: Matrix | null,
  k: number,
  { signal, inference = sharedInference() }: NeighborOptions,
): Promise<Neighbors> {
  const width = Math.max(0, Math.floor(k));
  const multiplications = queries.rows * (references ?? queries).rows * queries.columns;
  if (width === 0 || multiplications < WORTH_A_PROCESS) return plainNeighbors(queries, references, width, signal);
  try {
    return await neighborsByProducts(queries, references, width, inference, signal);
  } catch (error) {
    // an Intel Mac, Alpine Linux: the loops take longer and find the same
    if ((error as Error).name !== NO_ONNX_RUNTIME) throw error;
    return plainNeighbors(queries, references, width, signal);
  }
}
