/** The way an arrow key points; y grows upwards, as on the map. */
export interface Direction {
  readonly x: -1 | 0 | 1;
  readonly y: -1 | 0 | 1;
}

/** Sideways is further than ahead, so that a walk keeps its line. */
const SIDEWAYS = 2;

/**
 * The point nearest to a place on the map. Looks at each: 100,000 take a fraction of a millisecond, and an index would have to be made anew for each layout.
 * @param positions x and y interleaved, n points first      @param reach how far to look, units      @returns its place; null when none is in reach
 */
export function nearestPoint(
  positions: Float32Array,
  n: number,
  x: number,
  y: number,
  reach: number = Number.POSITIVE_INFINITY,
): number | null {
  let found: number | null = null;
  let best = reach * reach;
  for (let place = 0; place < n; place++) {
    const across = positions[2 * place] - x;
    const up = positions[2 * place + 1] - y;
    const distance = across * across + up * up;
    if (distance <= best) {
      best = distance;
      found = place;
    }
  }
  return found;
}

/** The next point from one of them in a direction: within 45 degrees of it, the nearest, where sideways counts double. @returns its place; null when there is none */
export function nextInDirection(positions: Float32Array, n: number, place: number, { x, y }: Direction): number | null {
  let found: number | null = null;
  let best = Number.POSITIVE_INFINITY;
  for (let other = 0; other < n; other++) {
    const across = positions[2 * other] - positions[2 * place];
    const up = positions[2 * other + 1] - positions[2 * place + 1];
    const ahead = across * x + up * y;
    const aside = Math.abs(across * y - up * x);
    const distance = ahead + SIDEWAYS * aside;
    if (ahead > 0 && aside <= ahead && distance < best) {
      best = distance;
      found = other;
    }
  }
  return found;
}

/** The next image from left to right, or the one before: a walk that meets each once, where arrows may pass some by. @returns its place; null at the end */
export function nextFromLeft(positions: Float32Array, n: number, place: number, by: 1 | -1): number | null {
  // by x, then y, then place
  const order = (a: number, b: number): number =>
    positions[2 * a] - positions[2 * b] || positions[2 * a + 1] - positions[2 * b + 1] || a - b;
  let found: number | null = null;
  for (let other = 0; other < n; other++) {
    if (by * order(other, place) > 0 && (found === null || by * order(other, found) < 0)) {
      found = other;
    }
  }
  return found;
}
