/** Rows that the outline's edges are sorted into, so that a point meets only the few edges at its height. */
const ROWS = 512;

/**
 * The points inside an outline, which closes itself. A point is inside when the outline winds around it: where a lasso crosses itself,
 * what was circled twice is in.
 * @param outline x and y interleaved, in the units of the positions      @param positions x and y interleaved, n points first
 * @returns places, ascending
 * @source Sunday 2001 (winding number)
 */
export function lassoHits(outline: readonly number[], positions: Float32Array, n: number): readonly number[] {
  const [left, right] = ends(outline, 0);
  const [low, high] = ends(outline, 1);
  const perUnit = ROWS / (high - low);
  if (!(right > left) || !Number.isFinite(perUnit)) {
    return [];
  }
  const rowOf = (y: number): number => Math.min(ROWS - 1, Math.floor((y - low) * perUnit));
  const rows = edgesByRow(outline, rowOf);
  const hits: number[] = [];
  for (let place = 0; place < n; place++) {
    const x = positions[2 * place];
    const y = positions[2 * place + 1];
    if (x >= left && x <= right && y >= low && y <= high && winding(rows[rowOf(y)], x, y) !== 0) {
      hits.push(place);
    }
  }
  return hits;
}

/** @returns for each row, the edges that touch it: x, y, x, y, x, y, ... */
function edgesByRow(outline: readonly number[], rowOf: (y: number) => number): readonly (readonly number[])[] {
  const rows: number[][] = Array.from({ length: ROWS }, () => []);
  for (let at = 0; at < outline.length; at += 2) {
    const next = (at + 2) % outline.length;
    const edge = [outline[at], outline[at + 1], outline[next], outline[next + 1]];
    const [first, last] = [rowOf(Math.min(edge[1], edge[3])), rowOf(Math.max(edge[1], edge[3]))];
    for (let row = first; row <= last; row++) {
      rows[row].push(...edge);
    }
  }
  return rows;
}

/** How often the edges wind around the point: those that rise on its left count against those that fall. */
function winding(edges: readonly number[], x: number, y: number): number {
  let turns = 0;
  for (let at = 0; at < edges.length; at += 4) {
    const y0 = edges[at + 1];
    const y1 = edges[at + 3];
    if (y0 <= y !== y1 <= y) {
      const side = (edges[at + 2] - edges[at]) * (y - y0) - (x - edges[at]) * (y1 - y0);
      if (y1 > y0 ? side > 0 : side < 0) {
        turns += y1 > y0 ? 1 : -1;
      }
    }
  }
  return turns;
}

function ends(outline: readonly number[], offset: number): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = offset; at < outline.length; at += 2) {
    low = Math.min(low, outline[at]);
    high = Math.max(high, outline[at]);
  }
  return [low, high];
}
