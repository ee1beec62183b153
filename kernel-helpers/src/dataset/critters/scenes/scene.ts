import type { Random } from "../../../types.js";
import { curve } from "../path.js";
import type { Part, Point } from "../shape.js";

/** A background of the whole 256 x 256 canvas. */
export interface Scene {
  /** farthest first */
  readonly parts: readonly Part[];
  /** the colour most of the animal is seen against, "#rrggbb" */
  readonly behind: string;
}

/** Draws one background; its elements lie elsewhere for each draw of chance. */
export type SceneDrawer = (random: Random) => Scene;

/** A number in [from, to). */
export function between(random: Random, from: number, to: number): number {
  return from + random() * (to - from);
}

/** Path data of n things as one path: librsvg's time goes by elements. */
export function many(n: number, path: (i: number) => string): string {
  return Array.from({ length: n }, (_, i) => path(i)).join("");
}

/** Path data of everything under a gently rolling line at about y, up to `rise` canvas units away from it. */
export function hill(random: Random, y: number, rise: number): string {
  const points = [-20, 50, 128, 206, 276].map((x): Point => [x, y + between(random, -rise, rise)]);
  return `${curve(points)}V260H-20Z`;
}
