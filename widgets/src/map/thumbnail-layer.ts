import { isGenerated, isRejected, isWanted } from "../map-columns.js";
import { classColor } from "./class-style.js";
import type { MapState } from "./map-state.js";
import { toPixels } from "./map-view.js";
import type { ThumbnailSample } from "./thumbnail-sample.js";

/** The map that pictures are drawn on, and where they come from. */
export interface ThumbnailDrawing extends MapState {
  bitmap(id: string): ImageBitmap | null;
}

const DIMMED_OPACITY = 0.3;
const REJECTED_OPACITY = 0.45;

/** Draws those pictures that are decoded, framed in the colour of their class: originals fully, generated ones with a gap, as their points are hollow. */
export function drawThumbnails(
  context: CanvasRenderingContext2D,
  { places, sizePx }: ThumbnailSample,
  drawing: ThumbnailDrawing,
  pixelRatio: number,
): void {
  const { scene, positions, view, size, selected } = drawing;
  const { columns } = scene;
  context.save();
  context.scale(pixelRatio, pixelRatio);
  for (const place of places) {
    const bitmap = drawing.bitmap(columns.ids[place]);
    if (bitmap) {
      const [x, y] = toPixels(view, size, positions[2 * place], positions[2 * place + 1]);
      const isDimmed = selected !== null && selected[place] === 0;
      context.globalAlpha = isDimmed ? DIMMED_OPACITY : isRejected(columns, place) ? REJECTED_OPACITY : 1;
      drawPicture(context, bitmap, x, y, sizePx);
      drawFrame(context, drawing, place, x, y, sizePx);
    }
  }
  context.restore();
}

/** The image whose picture lies under a pixel; null for none. */
export function thumbnailAt(
  { places, sizePx }: ThumbnailSample,
  { scene, positions, view, size, bitmap }: ThumbnailDrawing,
  x: number,
  y: number,
): number | null {
  const isUnder = (place: number): boolean => {
    const [left, top] = toPixels(view, size, positions[2 * place], positions[2 * place + 1]);
    return Math.max(Math.abs(left - x), Math.abs(top - y)) <= sizePx / 2 && bitmap(scene.columns.ids[place]) !== null;
  };
  return [...places].reverse().find(isUnder) ?? null;
}

/** Fills a square; what is longer is cut, like everywhere in the workbench. */
function drawPicture(context: CanvasRenderingContext2D, bitmap: ImageBitmap, x: number, y: number, side: number): void {
  const cut = Math.min(bitmap.width, bitmap.height);
  const [left, top] = [(bitmap.width - cut) / 2, (bitmap.height - cut) / 2];
  context.drawImage(bitmap, left, top, cut, cut, x - side / 2, y - side / 2, side, side);
}

function drawFrame(
  context: CanvasRenderingContext2D,
  { scene, selected }: ThumbnailDrawing,
  place: number,
  x: number,
  y: number,
  side: number,
): void {
  const { columns, theme } = scene;
  const frame = (color: string, width: number, inset: number): void => {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.strokeRect(x - side / 2 + inset, y - side / 2 + inset, side - 2 * inset, side - 2 * inset);
  };
  const color = classColor(columns.classIndex[place], theme.dark);
  frame(color, selected?.[place] ? 4 : 2, 1);
  if (isGenerated(columns, place)) {
    frame(theme.background, 1.5, 2.75);
  }
  const mark = isRejected(columns, place) ? "\u2715" : isWanted(columns, place) ? "\u2605" : "";
  if (mark) {
    context.globalAlpha = 1;
    context.fillStyle = theme.background;
    context.fillRect(x + side / 2 - 14, y - side / 2, 14, 14);
    context.fillStyle = theme.text;
    context.font = `11px ${theme.fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(mark, x + side / 2 - 7, y - side / 2 + 7);
  }
}
