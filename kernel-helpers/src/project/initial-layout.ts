import { normalizeRows } from "../linalg/matrix.js";
import type { Layout, Matrix, Random, Relation } from "../types.js";
import { addJitter } from "./add-jitter.js";
import { componentStart } from "./component-start.js";
import { placeLabelsAtImages } from "./place-labels-at-images.js";
import { placeNewPoints } from "./place-new-points.js";

/** Where the points are before the first step, and which of them an earlier layout placed. */
export interface InitialLayout {
  /** images first, then labels; x and y interleaved */
  readonly positions: Float64Array;
  readonly isPlaced: Uint8Array;
}

/** Spread of a fresh start: so small that the first steps are free to arrange everything. */
const FRESH_SPREAD = 1e-2;

/** Keeps duplicates from sharing one position for ever; small beside the spread and beside a distance of 1. */
const JITTER = 1e-4;

/** A start for a layout without an earlier one: images on their two principal components, labels at the mean of their images. */
export async function freshLayout(
  images: Matrix,
  labelCount: number,
  relation: Relation,
  random: Random,
  options: { readonly signal?: AbortSignal } = {},
): Promise<InitialLayout> {
  const accuracy = { ...options, maxIterations: 6, tolerance: 1e-3 };
  const positions = new Float64Array(2 * (images.rows + labelCount)).fill(Number.NaN);
  positions.set(await componentStart(normalizeRows(images), FRESH_SPREAD, accuracy));
  placeLabelsAtImages(positions, images.rows, relation);
  addJitter(positions, JITTER, random);
  return { positions, isPlaced: new Uint8Array(images.rows + labelCount) };
}

/**
 * A start from an earlier layout: its points where they were, new images (NaN) at the mean of their 5 nearest placed images, new labels
 * at the mean of their images, and what has nothing to go by at the centre.
 */
export async function continuedLayout(
  images: Matrix,
  relation: Relation,
  start: Layout,
  random: Random,
  options: { readonly signal?: AbortSignal } = {},
): Promise<InitialLayout> {
  const positions = Float64Array.from([...start.images, ...start.labels]);
  const isPlaced = Uint8Array.from({ length: positions.length / 2 }, (_, i) =>
    Number.isNaN(positions[2 * i]) ? 0 : 1,
  );
  await placeNewPoints(images, positions, options.signal);
  placeLabelsAtImages(positions, images.rows, relation);
  addJitter(positions, JITTER, random, (i) => isPlaced[i] === 0);
  return { positions, isPlaced };
}
