import type { JobContext } from "../inference/job.js";
import { readLargeFile } from "../inference/read-large-file.js";
import type { Matrix } from "../types.js";
import { type Search, searchRows } from "./exact-search.js";
import { createMatrix, normalizeRows } from "./matrix.js";
import type { Neighbors } from "./neighbor-lists.js";

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
  /** the models of similarity-models.ts as files */
  readonly models: { readonly allProducts: string; readonly largestProducts: string };
}

/** What the job reports: the lists of the query rows from start on. */
export interface NeighborsPart extends Neighbors {
  readonly start: number;
}

/** Products held at once: 96 MB of float32. */
const PRODUCTS_AT_ONCE = 24_000_000;
/** More query rows at once make a matrix product no faster. */
const MOST_ROWS_AT_ONCE = 1024;

/**
 * Finds exact nearest neighbours by matrix products and reports them part by part. Runs in the inference process.
 * @throws RangeError for NaN or infinite numbers
 */
export async function run(input: unknown, context: JobContext): Promise<void> {
  const { queries, references, k, models } = input as NeighborsJobInput;
  const unitQueries = normalizeRows(await readMatrix(queries));
  const search: Search = {
    queries: unitQueries,
    references: references ? normalizeRows(await readMatrix(references)) : unitQueries,
    amongThemselves: !references,
    k,
    allProducts: await context.loadSession(models.allProducts),
    largestProducts: await context.loadSession(models.largestProducts),
  };
  const fitting = Math.floor(PRODUCTS_AT_ONCE / search.references.rows);
  const rowsAtOnce = Math.max(1, Math.min(MOST_ROWS_AT_ONCE, fitting));
  for (let start = 0; start < queries.rows; start += rowsAtOnce) {
    const end = Math.min(queries.rows, start + rowsAtOnce);
    const part: NeighborsPart = { start, ...(await searchRows(search, start, end)) };
    context.report(part);
  }
}

async function readMatrix({ path, rows, columns }: MatrixFile): Promise<Matrix> {
  const bytes = await readLargeFile(path);
  return createMatrix(rows, columns, new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4));
}
