import type { Point } from "./fit-into-frame.js";

const DIRECTIONS = 16;

/** Where a text or a picture may stand: the point itself, then rings around it, the nearest first; pixels. */
export function* placesAround({ x, y }: Point, step: number, farthest: number): Generator<Point> {
  yield { x, y };
  for (let radius = step; radius <= farthest; radius += step) {
    for (let i = 0; i < DIRECTIONS; i++) {
      const angle = (2 * Math.PI * i) / DIRECTIONS;
      yield { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
    }
  }
}
