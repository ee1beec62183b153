import { normalizeRows, selectRows } from "../linalg/matrix.js";
import { nearestReferences } from "../linalg/neighbors.js";
import { principalComponents } from "../linalg/principal-components.js";
import { randomNormal } from "../linalg/random.js";
import type { Layout, Matrix, Random, Relation } from "../types.js";
import { moveToMean, placeLabelsAtImages } from "./place-labels-at-images.js";

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

/** The start needs only a rough direction, which so many images show. */
const START_SAMPLE = 2_000;

/** A new image starts at the mean of this many placed ones. */
const PLACED_NEIGHBORS = 5;

/** A start for a layout without an earlier one: images on their two principal components, labels at the mean of their images. */
export async function freshLayout(
  images: Matrix,
  labelCount: number,
  relation: Relation,
  random: Random,
  options: { readonly signal?: AbortSignal } = {},
): Promise<InitialLayout> {
  const { scores, variances } = await principalComponents(normalizeRows(images), 2, {
    ...options,
    maxIterations: 6,
    tolerance: 1e-3,
    sample: START_SAMPLE,
  });
  const scale = variances[0] > 0 ? FRESH_SPREAD / Math.sqrt(variances[0]) : 0;
  const positions = new Float64Array(2 * (images.rows + labelCount)).fill(Number.NaN);
  positions.set(scores.map((score) => score * scale));
  placeLabelsAtImages(positions, images.rows, relation);
  addJitter(positions, () => true, random);
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
  const rows = Array.from({ length: images.rows }, (_, i) => i);
  const placed = rows.filter((i) => isPlaced[i] === 1);
  const fresh = rows.filter((i) => isPlaced[i] === 0);
  const { k, indices } = await nearestReferences(
    selectRows(images, fresh),
    selectRows(images, placed),
    PLACED_NEIGHBORS,
    options,
  );
  fresh.forEach((i, row) => {
    moveToMean(
      positions,
      i,
      Array.from(indices.subarray(row * k, (row + 1) * k), (t) => placed[t]),
    );
  });
  placeLabelsAtImages(positions, images.rows, relation);
  addJitter(positions, (i) => isPlaced[i] === 0, random);
  return { positions, isPlaced };
}

function addJitter(positions: Float64Array, isMoved: (i: number) => boolean, random: Random): void {
  for (let i = 0; i < positions.length / 2; i++) {
    if (!isMoved(i)) continue;
    positions[2 * i] += JITTER * randomNormal(random);
    positions[2 * i + 1] += JITTER * randomNormal(random);
  }
}
