import type { MapColumns } from "../map-columns.js";

/** Long enough for the eye to follow a point to its new place, short enough not to wait for. */
export const GLIDE_MS = 400;

/** Where the points of a map are drawn: x and y interleaved, images first, then labels. */
export interface DrawnMap {
  readonly columns: MapColumns;
  readonly positions: Float32Array;
}

/**
 * From where each point of a new map sets out: where it is drawn now; what is new stands at its place at once.
 * @returns null when nothing moves
 */
export function glideStart(drawn: DrawnMap, next: MapColumns): Float32Array | null {
  const start = next.positions.slice();
  const images = drawn.columns.ids.length;
  const labelPlaces = new Map(drawn.columns.labels.map(({ id }, place) => [id, images + place]));
  const before = (place: number): number | undefined =>
    place < next.ids.length
      ? drawn.columns.indexOfId.get(next.ids[place])
      : labelPlaces.get(next.labels[place - next.ids.length].id);
  let moves = false;
  for (let place = 0; 2 * place < start.length; place++) {
    const from = before(place);
    if (from !== undefined) {
      const x = drawn.positions[2 * from];
      const y = drawn.positions[2 * from + 1];
      moves ||= x !== start[2 * place] || y !== start[2 * place + 1];
      start[2 * place] = x;
      start[2 * place + 1] = y;
    }
  }
  return moves ? start : null;
}

/** Where the points are on their way. @param share of the time that is over, in [0, 1]; they speed up and slow down */
export function glideBetween(start: Float32Array, end: Float32Array, share: number): Float32Array {
  const way = share * share * (3 - 2 * share);
  return end.map((to, at) => start[at] + (to - start[at]) * way);
}
