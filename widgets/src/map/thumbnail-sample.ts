import type { MapView, Size } from "./map-view.js";

/** Below this zoom, as a factor on the whole map, points stay points. */
export const PICTURES_FROM_ZOOM = 1.5;
/** From here on every image in sight shows its picture, though they may touch. */
const ALL_FROM_ZOOM = 64;
const MOST_IN_SIGHT = 400;
const STEPS_PER_OCTAVE = 2;
const MIN_PX = 30;
const MAX_PX = 84;

/** The images whose pictures are shown, and how large. */
export interface ThumbnailSample {
  /** the most important last, so that it lies on top */
  readonly places: readonly number[];
  readonly sizePx: number;
}

/** @returns the images to show as pictures in a view. @param wholeScale pixels per unit where the whole map is in sight */
export type ThumbnailSampler = (view: MapView, wholeScale: number, size: Size) => ThumbnailSample;

/**
 * Chooses, for each zoom, images whose pictures do not overlap. Steady: moving the view changes nothing, and what is shown stays while one zooms in.
 * @param positions x and y interleaved, n images first
 */
export function thumbnailSampler(positions: Float32Array, n: number): ThumbnailSampler {
  const order = shuffled(n);
  const isTaken = new Uint8Array(n);
  const taken: number[] = [];
  /** by step of zoom: how many of `taken` are shown */
  const counts: number[] = [];
  const takenAt = (step: number, wholeScale: number): number => {
    while (counts.length <= step) {
      const zoom = zoomOf(counts.length);
      takeWhatFits(positions, order, isTaken, taken, (sizeAt(zoom) * gapAt(zoom)) / (wholeScale * zoom));
      counts.push(taken.length);
    }
    return counts[step];
  };
  let scale = 0;
  return (view, wholeScale, size) => {
    const zoom = view.scale / wholeScale;
    if (zoom < PICTURES_FROM_ZOOM) {
      return { places: [], sizePx: 0 };
    }
    if (wholeScale !== scale) {
      // the host has a new size: other pictures fit
      scale = wholeScale;
      isTaken.fill(0);
      taken.length = 0;
      counts.length = 0;
    }
    const chosen = zoom < ALL_FROM_ZOOM ? taken.slice(0, takenAt(stepOf(zoom), wholeScale)) : order;
    return { places: inSight(positions, chosen, view, size).reverse(), sizePx: sizeAt(zoom) };
  };
}

function stepOf(zoom: number): number {
  return Math.floor(STEPS_PER_OCTAVE * Math.log2(zoom / PICTURES_FROM_ZOOM));
}

function zoomOf(step: number): number {
  return PICTURES_FROM_ZOOM * 2 ** (step / STEPS_PER_OCTAVE);
}

/** Grows slower than the distances between points, so that within a step no two come to overlap. */
function sizeAt(zoom: number): number {
  return Math.min(MAX_PX, MIN_PX * (zoom / PICTURES_FROM_ZOOM) ** 0.4);
}

/** Further out more of the points stay visible between the pictures. */
function gapAt(zoom: number): number {
  return 1.08 + 0.9 / zoom;
}

/** Adds, in order, what keeps a distance across or down from all that were taken before. */
function takeWhatFits(
  positions: Float32Array,
  order: Iterable<number>,
  isTaken: Uint8Array,
  taken: number[],
  distance: number,
): void {
  const { left, low, columns, rows } = gridOf(positions, isTaken.length, distance);
  // at most one in each cell, for two in one would be too near; 0 for none, else the place plus one
  const cells = new Int32Array(columns * rows);
  const cellOf = (place: number): number =>
    columns * Math.floor((positions[2 * place + 1] - low) / distance + 1) +
    Math.floor((positions[2 * place] - left) / distance + 1);
  const isNear = (place: number, other: number): boolean =>
    Math.abs(positions[2 * place] - positions[2 * other]) < distance &&
    Math.abs(positions[2 * place + 1] - positions[2 * other + 1]) < distance;
  const fits = (place: number): boolean => {
    const cell = cellOf(place);
    for (let row = cell - columns; row <= cell + columns; row += columns) {
      for (let at = row - 1; at <= row + 1; at++) {
        if (cells[at] > 0 && isNear(place, cells[at] - 1)) return false;
      }
    }
    return true;
  };
  const put = (place: number): void => {
    cells[cellOf(place)] = place + 1;
  };
  taken.forEach(put);
  for (const place of order) {
    if (isTaken[place] === 0 && fits(place)) {
      isTaken[place] = 1;
      taken.push(place);
      put(place);
    }
  }
}

/** Cells over all images, with a free one around. */
function gridOf(
  positions: Float32Array,
  n: number,
  distance: number,
): { readonly left: number; readonly low: number; readonly columns: number; readonly rows: number } {
  let [left, right, low, high] = [positions[0], positions[0], positions[1], positions[1]];
  for (let place = 1; place < n; place++) {
    left = Math.min(left, positions[2 * place]);
    right = Math.max(right, positions[2 * place]);
    low = Math.min(low, positions[2 * place + 1]);
    high = Math.max(high, positions[2 * place + 1]);
  }
  const cells = (from: number, to: number): number => Math.floor((to - from) / distance) + 3;
  return { left, low, columns: cells(left, right), rows: cells(low, high) };
}

function inSight(positions: Float32Array, places: Iterable<number>, view: MapView, { width, height }: Size): number[] {
  const [across, down] = [width / 2 / view.scale, height / 2 / view.scale];
  const found: number[] = [];
  for (const place of places) {
    if (
      Math.abs(positions[2 * place] - view.x) <= across &&
      Math.abs(positions[2 * place + 1] - view.y) <= down &&
      found.push(place) === MOST_IN_SIGHT
    ) {
      break;
    }
  }
  return found;
}

/** A fixed order that follows neither class nor iteration. */
function shuffled(n: number): Uint32Array {
  const rank = (place: number): number => Math.imul(place + 1, 0x9e3779b1) >>> 0;
  return Uint32Array.from({ length: n }, (_, place) => place).sort((a, b) => rank(a) - rank(b));
}
