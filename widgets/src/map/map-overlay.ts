import { type Theme, withOpacity } from "../theme.js";

/** What lies over the points for a moment; pixels. */
export interface MapOverlay {
  /** the lasso or box being drawn, x and y interleaved */
  readonly outline: readonly number[] | null;
  readonly ring: MapRing | null;
}

/** The image under the pointer or at the keyboard, and those most like it. */
export interface MapRing {
  readonly at: readonly [number, number];
  /** side of its picture; null while it is a point */
  readonly pictureSide: number | null;
  /** copies look nearly the same */
  readonly neighbors: readonly { readonly at: readonly [number, number]; readonly isCopy: boolean }[];
}

const RING_RADIUS_PX = 10;
const NEIGHBOR_RADIUS_PX = 7;
const PICTURE_GAP_PX = 4;

/** Draws the overlay anew. @param pixelRatio device pixels per pixel */
export function drawOverlay(
  context: CanvasRenderingContext2D,
  { outline, ring }: MapOverlay,
  theme: Theme,
  pixelRatio: number,
): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
  if (ring) {
    drawRing(context, ring, theme);
  }
  if (outline && outline.length > 2) {
    context.beginPath();
    for (let at = 0; at < outline.length; at += 2) {
      context.lineTo(outline[at], outline[at + 1]);
    }
    context.closePath();
    context.fillStyle = withOpacity(theme.text, 0.06);
    context.fill();
    context.setLineDash([4, 3]);
    context.strokeStyle = theme.text;
    context.lineWidth = 1.25;
    context.stroke();
    context.setLineDash([]);
  }
}

function drawRing(
  context: CanvasRenderingContext2D,
  { at: [x, y], pictureSide, neighbors }: MapRing,
  theme: Theme,
): void {
  for (const {
    at: [left, top],
    isCopy,
  } of neighbors) {
    context.lineWidth = isCopy ? 3 : 1;
    context.strokeStyle = withOpacity(theme.text, isCopy ? 0.9 : 0.45);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(left, top);
    context.stroke();
    context.beginPath();
    context.arc(left, top, NEIGHBOR_RADIUS_PX, 0, 2 * Math.PI);
    context.stroke();
  }
  // light in dark and dark in light, so that it stands out on any point
  for (const [color, width] of [
    [theme.background, 5],
    [theme.text, 2.5],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    if (pictureSide === null) {
      context.arc(x, y, RING_RADIUS_PX, 0, 2 * Math.PI);
    } else {
      const side = pictureSide + PICTURE_GAP_PX;
      context.rect(x - side / 2, y - side / 2, side, side);
    }
    context.stroke();
  }
}
