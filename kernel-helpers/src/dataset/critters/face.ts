import type { Look } from "./figure.js";
import { lightness } from "./palette.js";
import { curve, ellipse } from "./path.js";
import { detail, line, type Part, points } from "./shape.js";

const INK = "#2a2024";

/** Where the eyes are: dx from the middle, canvas units. */
export interface EyePlace {
  readonly cx?: number;
  readonly dx: number;
  readonly y: number;
  readonly r: number;
  /** colour of the iris; without one the eye is a dark bead */
  readonly iris?: string;
}

/** Two eyes with a highlight each. */
export function eyes(look: Look, { cx = 128, dx, y, r, iris }: EyePlace): Part[] {
  return [-1, 1].flatMap((side) => eye(look, cx + side * dx, y, r, iris));
}

/** One eye; on dark coats it gets a light rim, or nobody would find it. */
export function eye({ tones, pose }: Look, x: number, y: number, r: number, iris?: string): Part[] {
  const gx = x + pose.gaze * r * 0.22;
  const rim =
    lightness(tones.base) < 0.5 || iris ? [detail(ellipse(x, y, r * 1.22, r * 1.3), iris ? INK : "#fffaf0")] : [];
  const ball = iris ? [detail(ellipse(x, y, r * 1.05, r * 1.12), iris)] : [];
  return [
    ...rim,
    ...ball,
    detail(ellipse(gx, y, iris ? r * 0.66 : r * 0.94, r * 1.04), INK),
    detail(ellipse(gx - r * 0.28, y - r * 0.42, r * 0.38), "#ffffff"),
    detail(ellipse(gx + r * 0.3, y + r * 0.42, r * 0.18), "#ffffff", 0.8),
  ];
}

/** Rosy cheeks. */
export function cheeks(dx: number, y: number, cx = 128): Part[] {
  return [-1, 1].map((side) => detail(ellipse(cx + side * dx, y, 12, 8), "#ff7f8e", 0.45));
}

/** A smile under a nose at (x, y): a short line down, then a curve to each side. */
export function smile(x: number, y: number, width: number, drop = 7): Part[] {
  const half = width / 2;
  return [
    line(`M${x} ${y}v${drop}`, INK, 3.5),
    line(
      curve(
        points(
          `${x - half},${y + drop - 1} ${x - half * 0.5},${y + drop + 5} ${x},${y + drop} ${x + half * 0.5},${y + drop + 5} ${x + half},${y + drop - 1}`,
        ),
      ),
      INK,
      3.5,
    ),
  ];
}
