import type { Extent } from "./map-extent.js";

/** Which part of the map is in sight: the point in the middle, and pixels per unit. One unit is as long down as across, for the map's distances mean something. */
export interface MapView {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How far one may zoom out and in, as factors on the whole map. */
export const MIN_ZOOM = 0.5;
const MAX_ZOOM = 2000;

/** The view that just holds the extent. */
export function fitView({ x, y }: Extent, { width, height }: Size): MapView {
  return {
    x: (x[0] + x[1]) / 2,
    y: (y[0] + y[1]) / 2,
    scale: Math.min(width / (x[1] - x[0]), height / (y[1] - y[0])),
  };
}

/** @returns pixels from the left and upper edge */
export function toPixels(view: MapView, size: Size, x: number, y: number): readonly [number, number] {
  return [size.width / 2 + (x - view.x) * view.scale, size.height / 2 - (y - view.y) * view.scale];
}

/** @returns the point of the map under a pixel */
export function toUnits(view: MapView, size: Size, left: number, top: number): readonly [number, number] {
  return [view.x + (left - size.width / 2) / view.scale, view.y - (top - size.height / 2) / view.scale];
}

/** Zooms so that what lies under the pixel stays under it. @param whole the view of the whole map, which bounds the zoom */
export function zoomAround(
  view: MapView,
  whole: MapView,
  size: Size,
  factor: number,
  left: number,
  top: number,
): MapView {
  const scale = Math.min(MAX_ZOOM * whole.scale, Math.max(MIN_ZOOM * whole.scale, view.scale * factor));
  const [x, y] = toUnits(view, size, left, top);
  return {
    x: x + ((view.x - x) * view.scale) / scale,
    y: y + ((view.y - y) * view.scale) / scale,
    scale,
  };
}

/** Drags the map by so many pixels. */
export function moveBy(view: MapView, right: number, down: number): MapView {
  return { ...view, x: view.x - right / view.scale, y: view.y + down / view.scale };
}
