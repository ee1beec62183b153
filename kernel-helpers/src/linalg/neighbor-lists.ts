/** The k nearest of every row, nearest first; equal similarities in order of index. */
export interface Neighbors {
  readonly k: number;
  /** shape (n, k) */
  readonly indices: Int32Array;
  /** cosine, in [-1, 1], shape (n, k) */
  readonly similarities: Float64Array;
}

/** Lists to fill with offerNeighbor: every place holds index -1 at similarity -Infinity. */
export function createNeighbors(rows: number, k: number): Neighbors {
  return {
    k,
    indices: new Int32Array(rows * k).fill(-1),
    similarities: new Float64Array(rows * k).fill(-Infinity),
  };
}

/** Puts j into row i's list when it is near enough: insertion into a short sorted list. The order of offers does not matter. */
export function offerNeighbor({ k, indices, similarities }: Neighbors, i: number, j: number, similarity: number): void {
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
