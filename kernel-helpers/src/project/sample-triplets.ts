import { randomInteger } from "../linalg/random.js";
import type { Matrix, Random } from "../types.js";

/**
 * Draws orders of cross-modal distances: an image with a nearer and a farther label, or a label with a nearer and a farther image, half and half.
 * Draws that tie are left out.
 * @param distances shape (n + m, n + m): images, then labels
 * @param images n
 * @param draws tries; at most so many triplets come back
 * @returns anchor, near, far, anchor, near, far, ...: rows of distances
 */
export function sampleTriplets({ rows, data }: Matrix, images: number, draws: number, random: Random): Int32Array {
  const labels = rows - images;
  if (images === 0 || labels === 0) return new Int32Array(0);
  const triplets: number[] = [];
  for (let t = 0; t < draws; t++) {
    const isImage = t % 2 === 0;
    const anchor = isImage ? randomInteger(random, images) : images + randomInteger(random, labels);
    const other = (): number => (isImage ? images + randomInteger(random, labels) : randomInteger(random, images));
    const [a, b] = [other(), other()];
    const further = data[anchor * rows + a] - data[anchor * rows + b];
    if (further < 0) triplets.push(anchor, a, b);
    else if (further > 0) triplets.push(anchor, b, a);
  }
  return Int32Array.from(triplets);
}
