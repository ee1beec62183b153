import { createNeighbors, type Neighbors, offerNeighbor } from "./neighbor-lists.js";
import { floatProducts, type NeighborSearch } from "./neighbor-search.js";

/** Candidates beyond k: enough that rounding to float32 rarely leaves a doubt about the k-th. */
const SPARE = 16;
/** A tile of 32 MB: large enough for a matrix product to be at its fastest. */
const TILE_QUERIES = 1024;
const TILE_REFERENCES = 8192;

/**
 * For every query the references that look nearest in float32, more than k of them, by their place in search.references.
 * No reference left out of a full list looks nearer than its last.
 */
export async function findCandidates(search: NeighborSearch): Promise<Neighbors> {
  const { queries, references, amongThemselves, k } = search;
  const candidates = createNeighbors(queries.rows, Math.min(references.rows - Number(amongThemselves), k + SPARE));
  // a copy of each list's last similarity: read for every product, and in one row here
  const least = new Float64Array(queries.rows).fill(-Infinity);
  for (let iStart = 0; iStart < queries.rows; iStart += TILE_QUERIES) {
    const iEnd = Math.min(queries.rows, iStart + TILE_QUERIES);
    // among themselves, tiles left of the diagonal are the mirror image of others
    for (let jStart = amongThemselves ? iStart : 0; jStart < references.rows; jStart += TILE_REFERENCES) {
      const jEnd = Math.min(references.rows, jStart + TILE_REFERENCES);
      const products = await floatProducts(search, [iStart, iEnd], [jStart, jEnd]);
      for (let i = iStart; i < iEnd; i++) {
        const row = products.subarray((i - iStart) * (jEnd - jStart), (i - iStart + 1) * (jEnd - jStart));
        if (amongThemselves) offerPairs(candidates, least, i, jStart, row);
        else offerRow(candidates, least, i, jStart, row);
      }
    }
  }
  return candidates;
}

/** Offers references [jStart, ...) to query i. */
function offerRow(lists: Neighbors, least: Float64Array, i: number, jStart: number, products: Float32Array): void {
  let last = least[i];
  for (let t = 0; t < products.length; t++) {
    if (products[t] > last) last = offer(lists, i, jStart + t, products[t]);
  }
  least[i] = last;
}

/** Offers rows [jStart, ...) behind i to row i, and row i to each of them. */
function offerPairs(lists: Neighbors, least: Float64Array, i: number, jStart: number, products: Float32Array): void {
  let last = least[i];
  for (let t = Math.max(0, i + 1 - jStart), j = jStart + t; t < products.length; t++, j++) {
    const product = products[t];
    if (product > last) last = offer(lists, i, j, product);
    if (product > least[j]) least[j] = offer(lists, j, i, product);
  }
  least[i] = last;
}

/** @returns the list's last similarity afterwards */
function offer(lists: Neighbors, i: number, j: number, similarity: number): number {
  offerNeighbor(lists, i, j, similarity);
  return lists.similarities[(i + 1) * lists.k - 1];
}
