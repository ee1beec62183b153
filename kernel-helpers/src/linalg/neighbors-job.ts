import type { JobContext } from "../inference/job.js";
import { readLargeFile } from "../inference/read-large-file.js";
import type { Matrix } from "../types.js";
import { exactNeighbors } from "./exact-neighbors.js";
import { createMatrix } from "./matrix.js";
import { findCandidates } from "./neighbor-candidates.js";
import type { Neighbors } from "./neighbor-lists.js";
import { prepareSearch } from "./neighbor-search.js";

/** A matrix in a file: float32 as they lie in memory, row by row. */
export interface MatrixFile {
  readonly path: string;
  readonly rows: number;
  readonly columns: number;
}

export interface NeighborsJobInput {
  readonly queries: MatrixFile;
  /** null: the queries themselves, of which none is its own neighbour */
  readonly references: MatrixFile | null;
  /** at least 1, at most the neighbours there are */
  readonly k: number;
  /** the model of products-model.ts as a file */
  readonly model: string;
}

/** What the job reports: the lists of the query rows from start on. */
export interface NeighborsPart extends Neighbors {
  readonly start: number;
}

/** Products held at once when lists are made again: 32 MB. */
const PRODUCTS_AT_ONCE = 8_000_000;

/**
 * Finds exact nearest neighbours by matrix products, then reports them part by part. Runs in the inference process.
 * @throws RangeError for NaN or infinite numbers
 */
export async function run(input: unknown, context: JobContext): Promise<void> {
  const { queries, references, k, model } = input as NeighborsJobInput;
  const products = await context.loadSession(model);
  const search = prepareSearch(await readMatrix(queries), references && (await readMatrix(references)), k, products);
  const candidates = await findCandidates(search);
  // the queries in the caller's order, by their places here
  const places = [...Array(queries.rows).keys()];
  if (search.amongThemselves) for (const [place, index] of search.order.entries()) places[index] = place;
  const rowsAtOnce = Math.min(1024, Math.ceil(PRODUCTS_AT_ONCE / search.references.rows));
  for (let start = 0; start < queries.rows; start += rowsAtOnce) {
    const part = await exactNeighbors(search, candidates, places.slice(start, start + rowsAtOnce));
    context.report({ start, ...part } satisfies NeighborsPart);
  }
}

async function readMatrix({ path, rows, columns }: MatrixFile): Promise<Matrix> {
  const bytes = await readLargeFile(path);
  return createMatrix(rows, columns, new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
}
