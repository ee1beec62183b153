import { rowOf, selectRows } from "./matrix.js";
import { createNeighbors, type Neighbors, offerNeighbor } from "./neighbor-lists.js";
import { floatProducts, type NeighborSearch, roundingError } from "./neighbor-search.js";
import { rowProducts } from "./row-products.js";

/**
 * Decides among candidates in double precision. Where a reference that is no candidate could, by the worst rounding, still belong to a list,
 * that list is made again of all references that near.
 * @param candidates from findCandidates
 * @param rows places of queries in search.queries
 * @returns a list per place given, of indices as the caller knows them; the same numbers as plainNeighbors
 */
export async function exactNeighbors(
  search: NeighborSearch,
  candidates: Neighbors,
  rows: readonly number[],
): Promise<Neighbors> {
  const nearest = createNeighbors(rows.length, search.k);
  const isComplete = candidates.k === search.references.rows - Number(search.amongThemselves);
  const doubtful: number[] = [];
  rows.forEach((row, t) => {
    const last = (row + 1) * candidates.k;
    offerExactly(search, nearest, t, row, candidates.indices.subarray(row * candidates.k, last));
    const beyond = candidates.similarities[last - 1] + roundingError(search.queries.columns);
    if (!isComplete && lastSimilarity(nearest, t) <= beyond) doubtful.push(t);
  });
  if (doubtful.length > 0) await searchAgain(search, nearest, rows, doubtful);
  return nearest;
}

/** Makes some lists anew of all references that are as near as the last found so far, or look it by less than the rounding. */
async function searchAgain(
  search: NeighborSearch,
  nearest: Neighbors,
  rows: readonly number[],
  doubtful: readonly number[],
): Promise<void> {
  const { k, references } = search;
  const queries = selectRows(
    search.queries,
    doubtful.map((t) => rows[t]),
  );
  const products = await floatProducts({ ...search, queries }, [0, queries.rows], [0, references.rows]);
  doubtful.forEach((t, i) => {
    const near = lastSimilarity(nearest, t) - roundingError(references.columns);
    nearest.similarities.fill(-Infinity, t * k, (t + 1) * k);
    nearest.indices.fill(-1, t * k, (t + 1) * k);
    // a row of zeros is equally far from all: the first are its nearest
    const isZero = rowOf(queries, i).every((value) => value === 0);
    const found = search.order.flatMap((index, j) => {
      const isNear = isZero ? index <= k : products[i * references.rows + j] >= near;
      return isNear ? [j] : [];
    });
    offerExactly(search, nearest, t, rows[t], Int32Array.from(found));
  });
}

/** Offers references to list t, that of query `row`, with their similarities in double precision. */
function offerExactly(search: NeighborSearch, nearest: Neighbors, t: number, row: number, places: Int32Array): void {
  const similarities = rowProducts(search.queries, row, search.references, places);
  places.forEach((j, c) => {
    if (search.amongThemselves && j === row) return;
    offerNeighbor(nearest, t, search.order[j], similarities[c]);
  });
}

function lastSimilarity({ k, similarities }: Neighbors, t: number): number {
  return similarities[(t + 1) * k - 1];
}
