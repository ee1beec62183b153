/** Ends of both axes. */
export interface Extent {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

const MARGIN = 0.06;

/** The rectangle that holds all positions, with a little air; never without area. @param positions x and y interleaved */
export function mapExtent(positions: Float32Array): Extent {
  return { x: axisExtent(positions, 0), y: axisExtent(positions, 1) };
}

function axisExtent(positions: Float32Array, offset: number): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let place = offset; place < positions.length; place += 2) {
    low = Math.min(low, positions[place]);
    high = Math.max(high, positions[place]);
  }
  if (!(high > low)) {
    return Number.isFinite(low) ? [low - 1, low + 1] : [-1, 1];
  }
  const air = MARGIN * (high - low);
  return [low - air, high + air];
}
