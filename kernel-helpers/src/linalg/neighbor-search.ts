import type { ModelSession, Tensor } from "../inference/job.js";
import type { Matrix } from "../types.js";
import { assertFinite, createMatrix, normalizeRows, rowOf } from "./matrix.js";
import { createRandom, shuffle } from "./random.js";

/** What is searched for neighbours, and with what. Rows have length 1 or 0. */
export interface NeighborSearch {
  /** shape (n, d) */
  readonly queries: Matrix;
  /** shape (m, d), in shuffled order; the queries themselves when they are searched among themselves */
  readonly references: Matrix;
  /** the index that the caller knows each reference by, length m */
  readonly order: readonly number[];
  /** none is its own neighbour */
  readonly amongThemselves: boolean;
  /** at least 1, at most the neighbours there are */
  readonly k: number;
  /** the model of products-model.ts */
  readonly products: ModelSession;
}

/**
 * Makes matrices ready to be searched. References come in shuffled order: where each is nearer than the one before, as in the frames of a
 * film, every list would be made over and over.
 * @param references null = the queries, among themselves
 * @throws RangeError for NaN or infinite numbers
 */
export function prepareSearch(
  queries: Matrix,
  references: Matrix | null,
  k: number,
  products: ModelSession,
): NeighborSearch {
  const searched = references ?? queries;
  const order = shuffle([...Array(searched.rows).keys()], createRandom(1));
  const shuffled = unitRows(searched, order);
  const asked = references ? unitRows(queries, [...Array(queries.rows).keys()]) : shuffled;
  return { queries: asked, references: shuffled, order, amongThemselves: !references, k, products };
}

// same as: selectRows(normalizeRows(matrix), order), with one copy less in memory
function unitRows(matrix: Matrix, order: readonly number[]): Matrix {
  assertFinite(matrix, "nearest neighbours");
  const { columns } = matrix;
  const unit = createMatrix(order.length, columns);
  order.forEach((row, i) => {
    unit.data.set(normalizeRows({ rows: 1, columns, data: rowOf(matrix, row) }).data, i * columns);
  });
  return unit;
}

/** Dot products in float32 of query rows [iStart, iEnd) with references [jStart, jEnd), row-major. */
export async function floatProducts(
  { queries, references, products }: Pick<NeighborSearch, "queries" | "references" | "products">,
  [iStart, iEnd]: readonly [number, number],
  [jStart, jEnd]: readonly [number, number],
): Promise<Float32Array> {
  const outputs = await products.run({ a: tensorOf(queries, iStart, iEnd), b: tensorOf(references, jStart, jEnd) });
  return outputs.products.data as Float32Array;
}

/** How far a float32 product of two rows of length 1 can be from the true one, in whatever order it was summed. @source Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1 */
export function roundingError(columns: number): number {
  return (columns + 2) * 2 ** -24;
}

function tensorOf({ data, columns }: Matrix, start: number, end: number): Tensor {
  return { type: "float32", dims: [end - start, columns], data: data.subarray(start * columns, end * columns) };
}
