import { type Theme, withOpacity } from "../theme.js";
import type { DensityContours } from "./density-contours.js";
import { type MapView, type Size, toPixels } from "./map-view.js";

const FILL_OPACITY = 0.055;
const LINE_OPACITY = 0.35;

/** Draws contour lines, the denser the darker; they lie under the points. */
export function drawDensity(
  context: CanvasRenderingContext2D,
  { lines }: DensityContours,
  theme: Theme,
  view: MapView,
  size: Size,
  pixelRatio: number,
): void {
  context.save();
  context.scale(pixelRatio, pixelRatio);
  context.fillStyle = withOpacity(theme.text, FILL_OPACITY);
  context.strokeStyle = withOpacity(theme.text, LINE_OPACITY);
  context.lineWidth = 0.75;
  for (const line of lines) {
    context.beginPath();
    for (let at = 0; at < line.length; at += 2) {
      context.lineTo(...toPixels(view, size, line[at], line[at + 1]));
    }
    context.closePath();
    context.fill();
    context.stroke();
  }
  context.restore();
}
