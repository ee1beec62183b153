import type { ModelSession, Tensor } from "../inference/job.js";
import type { Matrix } from "../types.js";
import { dot, rowOf, selectRows } from "./matrix.js";
import { createNeighbors, type Neighbors, offerNeighbor } from "./neighbor-lists.js";

/** What is searched for neighbours, and with what. */
export interface Search {
  /** rows of length 1 or 0 */
  readonly queries: Matrix;
  /** rows of length 1 or 0 */
  readonly references: Matrix;
  /** true: the references are the queries, and none is its own neighbour */
  readonly amongThemselves: boolean;
  /** at least 1, at most the neighbours there are */
  readonly k: number;
  /** the models of similarity-models.ts */
  readonly allProducts: ModelSession;
  readonly largestProducts: ModelSession;
}

/** Candidates beyond k: enough that rounding to float32 rarely leaves a doubt about the k-th. */
const SPARE_CANDIDATES = 16;

/**
 * The exact neighbours of query rows [start, end): float32 products find candidates, double precision decides among them. Where a row left
 * out could, by the worst rounding, still belong to the list, that list is made again of all rows that near.
 * @returns shape (end - start, k); the same numbers as plainNeighbors
 */
export async function searchRows(search: Search, start: number, end: number): Promise<Neighbors> {
  const { queries, references, amongThemselves, k } = search;
  const nearest = createNeighbors(end - start, k);
  const count = Math.min(references.rows, k + Number(amongThemselves) + SPARE_CANDIDATES);
  const { values, indices } = await search.largestProducts.run({
    queries: tensorOf(queries, start, end),
    references: tensorOf(references),
    k: { type: "int64", dims: [1], data: new BigInt64Array([BigInt(count)]) },
  });
  const doubtful: number[] = [];
  for (let row = 0; row < end - start; row++) {
    const last = (row + 1) * count - 1;
    for (let t = row * count; t <= last; t++) offerExactly(search, nearest, start, row, Number(indices.data[t]));
    // no row left out is nearer than this
    const beyond = count < references.rows ? Number(values.data[last]) + roundingError(queries.columns) : -Infinity;
    if (nearest.similarities[row * k + k - 1] <= beyond) doubtful.push(row);
  }
  if (doubtful.length > 0) await searchAgain(search, nearest, start, doubtful);
  return nearest;
}

/** How far a float32 product of two rows of length 1 can be from the true one, in whatever order it was summed. @source Higham 2002, Accuracy and stability of numerical algorithms, 3.1 */
function roundingError(columns: number): number {
  return (columns + 2) * 2 ** -24;
}

/** Makes the lists of some rows anew, of all references that are as near as the k-th found so far, or look it by less than the rounding. */
async function searchAgain(search: Search, nearest: Neighbors, start: number, rows: readonly number[]): Promise<void> {
  const { queries, references, k } = search;
  const asked = selectRows(
    queries,
    rows.map((row) => start + row),
  );
  const { products } = await search.allProducts.run({ queries: tensorOf(asked), references: tensorOf(references) });
  rows.forEach((row, t) => {
    const near = nearest.similarities[row * k + k - 1] - roundingError(queries.columns);
    nearest.similarities.fill(-Infinity, row * k, (row + 1) * k);
    nearest.indices.fill(-1, row * k, (row + 1) * k);
    // a row of zeros is equally far from all: its first k are its nearest
    const most = rowOf(asked, t).every((value) => value === 0) ? k + 1 : references.rows;
    for (let j = 0, p = t * references.rows; j < most; j++, p++) {
      if (Number(products.data[p]) >= near) offerExactly(search, nearest, start, row, j);
    }
  });
}

/** Offers reference j with its similarity in double precision. */
function offerExactly(search: Search, nearest: Neighbors, start: number, row: number, j: number): void {
  if (search.amongThemselves && j === start + row) return;
  offerNeighbor(nearest, row, j, dot(rowOf(search.queries, start + row), rowOf(search.references, j)));
}

function tensorOf(matrix: Matrix, start = 0, end: number = matrix.rows): Tensor {
  const data = matrix.data.subarray(start * matrix.columns, end * matrix.columns);
  return { type: "float32", dims: [end - start, matrix.columns], data };
}
