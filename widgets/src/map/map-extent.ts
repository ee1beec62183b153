/** Ends of both axes. */
export interface Extent {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** shares of the images' span */
const AIR = 0.04;
const ROOM_FOR_LABELS = 0.03;

/**
 * The rectangle that shows all images with a little air; never without area. Labels further out widen it only so far,
 * or a few outlying words would push the images together.
 * @param positions x and y interleaved, images first      @param images how many of them are images
 */
export function mapExtent(positions: Float32Array, images: number): Extent {
  return { x: axisExtent(positions, images, 0), y: axisExtent(positions, images, 1) };
}

function axisExtent(positions: Float32Array, images: number, offset: number): readonly [number, number] {
  const [low, high] = ends(positions, offset, 2 * images);
  if (!(high > low)) {
    return Number.isFinite(low) ? [low - 1, low + 1] : [-1, 1];
  }
  const span = high - low;
  const [lowLabel, highLabel] = ends(positions, offset + 2 * images, positions.length);
  return [
    Math.min(low, Math.max(lowLabel, low - ROOM_FOR_LABELS * span)) - AIR * span,
    Math.max(high, Math.min(highLabel, high + ROOM_FOR_LABELS * span)) + AIR * span,
  ];
}

/** @returns the smallest and largest of every second number; without any, +Infinity and -Infinity */
function ends(positions: Float32Array, from: number, to: number): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let place = from; place < to; place += 2) {
    low = Math.min(low, positions[place]);
    high = Math.max(high, positions[place]);
  }
  return [low, high];
}
