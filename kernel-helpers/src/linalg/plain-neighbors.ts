import type { Matrix } from "../types.js";
import { normalizeRows } from "./matrix.js";
import { createNeighbors, type Neighbors, offerNeighbor } from "./neighbor-lists.js";
import { createPace } from "./pace.js";
import { similarityBlocks } from "./similarity-blocks.js";

/**
 * The exact answer of nearestNeighbors and nearestReferences by loops in this process: for small sets, and where ONNX Runtime does not run.
 * Lets the event loop turn in between.
 * @param references shape (m, d); null = the queries themselves, of which none is its own neighbour
 * @param k 0 <= k, at most the neighbours there are
 * @throws RangeError for NaN or infinite numbers; the signal's reason when aborted
 */
export async function plainNeighbors(
  queries: Matrix,
  references: Matrix | null,
  k: number,
  signal?: AbortSignal,
): Promise<Neighbors> {
  const unitQueries = normalizeRows(queries);
  const unitReferences = references ? normalizeRows(references) : unitQueries;
  const nearest = createNeighbors(queries.rows, k);
  const pace = createPace(signal);
  for (const { aStart, aEnd, bStart, bEnd, dots } of similarityBlocks(unitQueries, unitReferences)) {
    for (let i = aStart, t = 0; i < aEnd; i++) {
      for (let j = bStart; j < bEnd; j++, t++) {
        // among themselves each pair comes once, and on the diagonal tile twice
        if (!references && j <= i) continue;
        offerNeighbor(nearest, i, j, dots[t]);
        if (!references) offerNeighbor(nearest, j, i, dots[t]);
      }
    }
    if (pace.due()) await pace.rest();
  }
  return nearest;
}
