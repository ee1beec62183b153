/** A part of a picture, pixels from its left and top. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * From positions of a layout to pixels. One scale for both axes, so that distances in the picture are distances in the plane; y points up there and down here.
 * @param positions x and y interleaved, finite; all of them land inside the frame
 */
export function fitIntoFrame(positions: readonly Float32Array[], frame: Box): (x: number, y: number) => Point {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const part of positions) {
    for (let i = 0; i < part.length; i += 2) {
      left = Math.min(left, part[i]);
      right = Math.max(right, part[i]);
      bottom = Math.min(bottom, part[i + 1]);
      top = Math.max(top, part[i + 1]);
    }
  }
  const scale = Math.min(frame.width / (right - left || 1), frame.height / (top - bottom || 1));
  return (x, y) => ({
    x: frame.left + frame.width / 2 + (x - (left + right) / 2) * scale,
    y: frame.top + frame.height / 2 - (y - (bottom + top) / 2) * scale,
  });
}

/** @param gap kept free between them, pixels */
export function overlaps(a: Box, b: Box, gap: number = 0): boolean {
  return (
    a.left < b.left + b.width + gap &&
    b.left < a.left + a.width + gap &&
    a.top < b.top + b.height + gap &&
    b.top < a.top + a.height + gap
  );
}

export function liesInside(box: Box, frame: Box): boolean {
  return (
    box.left >= frame.left &&
    box.top >= frame.top &&
    box.left + box.width <= frame.left + frame.width &&
    box.top + box.height <= frame.top + frame.height
  );
}
