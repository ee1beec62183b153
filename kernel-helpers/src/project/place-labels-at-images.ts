import type { Relation } from "../types.js";

/**
 * Moves labels whose position is still NaN to the mean of the images that carry them.
 * @param positions images first, then labels; x and y interleaved; changed in place
 */
export function placeLabelsAtImages(positions: Float64Array, images: number, { imageLabels }: Relation): void {
  const carriers = Array.from({ length: positions.length / 2 - images }, (): number[] => []);
  imageLabels.forEach((carried, i) => {
    for (const w of carried) carriers[w].push(i);
  });
  carriers.forEach((carrying, w) => {
    if (Number.isNaN(positions[2 * (images + w)])) moveToMean(positions, images + w, carrying);
  });
}

/** Point i to the mean of the others named; to the mean of all placed points when none is, to the origin when none is placed. */
export function moveToMean(positions: Float64Array, i: number, others: readonly number[]): void {
  const known = others.length > 0 ? others : placedPoints(positions);
  const mean = (axis: number): number =>
    known.reduce((sum, j) => sum + positions[2 * j + axis], 0) / Math.max(1, known.length);
  const [x, y] = [mean(0), mean(1)];
  positions[2 * i] = x;
  positions[2 * i + 1] = y;
}

function placedPoints(positions: Float64Array): number[] {
  return Array.from({ length: positions.length / 2 }, (_, i) => i).filter((i) => !Number.isNaN(positions[2 * i]));
}
