import type { Box } from "../types.js";
import type { ListedImage } from "./image-listing.js";

/** Boxes in pixels of one image, and how many were none. */
export interface FittedBoxes {
  readonly boxes: readonly Box[];
  /** boxes without area, or wholly outside */
  readonly dropped: number;
}

/**
 * Turns listed boxes into pixels of the image as it is, cut at its edges.
 * An image that was scaled after it was annotated has its boxes scaled too.
 * @throws Error whose message completes "<path> ...", when the boxes were drawn for an image of other proportions
 */
export function fitBoxes(
  { boxes = [], boxUnit, drawnFor }: Pick<ListedImage, "boxes" | "boxUnit" | "drawnFor">,
  width: number,
  height: number,
): FittedBoxes {
  const [scaleX, scaleY] = boxUnit === "share" ? [width, height] : scaleFrom(drawnFor, width, height, boxes.length > 0);
  const fitted = boxes.flatMap(({ className, ...box }) => {
    const [left, right] = cut(box.x * scaleX, box.width * scaleX, width);
    const [top, bottom] = cut(box.y * scaleY, box.height * scaleY, height);
    return right > left && bottom > top
      ? [{ className, x: left, y: top, width: round(right - left), height: round(bottom - top) }]
      : [];
  });
  return { boxes: fitted, dropped: boxes.length - fitted.length };
}

function scaleFrom(
  drawnFor: ListedImage["drawnFor"],
  width: number,
  height: number,
  hasBoxes: boolean,
): [number, number] {
  if (drawnFor === undefined || !hasBoxes || !(drawnFor.width > 0 && drawnFor.height > 0)) return [1, 1];
  const [scaleX, scaleY] = [width / drawnFor.width, height / drawnFor.height];
  // scaling rounds the shorter side to whole pixels
  if (Math.abs(drawnFor.width * scaleY - width) > 1.5 && Math.abs(drawnFor.height * scaleX - height) > 1.5) {
    throw new Error(
      `is ${width} x ${height} pixels, but its boxes were drawn for ${drawnFor.width} x ${drawnFor.height}; bring back the image that was annotated.`,
    );
  }
  return [scaleX, scaleY];
}

function cut(start: number, length: number, limit: number): [number, number] {
  return [round(Math.max(0, start)), round(Math.min(limit, start + length))];
}

/** Text formats keep decimals, not binary fractions: a ten-thousandth of a pixel is more than any annotation means. */
function round(pixels: number): number {
  return Math.round(pixels * 1e4) / 1e4;
}
