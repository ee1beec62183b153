import { createMatrix, selectRows } from "../linalg/matrix.js";
import { createPace, type Pace } from "../linalg/pace.js";
import type { Matrix, Relation } from "../types.js";
import { cosineDistanceMatrix } from "./cosine-distance-matrix.js";

/**
 * One table of distances for images and labels, each block brought to a mean of 1, so that no kind of pair outweighs another and the gap
 * between images and texts in their common space disappears. Image-image and label-label: 1 - cos. Image-label: 1 - cos where the vectors
 * have one width, otherwise 0 where the image carries the label and 1 where not.
 * @param images shape (n, d)
 * @param labels shape (m, any width)
 * @param known the labels to take, by index
 * @returns shape (n + known.length, n + known.length), symmetric: images, then known labels
 * @throws the signal's reason when aborted
 * @source Cheng & Mueller 2016, The data context map: fusing data and attributes into a unified display
 */
export async function fusedDistances(
  images: Matrix,
  labels: Matrix,
  known: readonly number[],
  relation: Relation,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Matrix> {
  const vectors = selectRows(labels, known);
  const cross =
    images.columns === labels.columns
      ? await cosineDistanceMatrix(images, vectors, options)
      : carriedDistances(images.rows, known, relation);
  const ownImages = await cosineDistanceMatrix(images, undefined, options);
  const ownLabels = await cosineDistanceMatrix(vectors, undefined, options);
  const n = images.rows;
  const pace = createPace(options.signal);
  const fused = createMatrix(n + known.length, n + known.length);
  await writeBlock(fused, ownImages, { row: 0, column: 0, pairs: n * (n - 1) }, pace);
  await writeBlock(fused, ownLabels, { row: n, column: n, pairs: known.length * (known.length - 1) }, pace);
  await writeBlock(fused, cross, { row: 0, column: n, pairs: n * known.length }, pace);
  return fused;
}

/** 1 - value, as in the paper, with the value 1 where the image carries the label and 0 where not. */
function carriedDistances(images: number, known: readonly number[], { imageLabels }: Relation): Matrix {
  const distances = createMatrix(images, known.length, new Float32Array(images * known.length).fill(1));
  const placeOf = new Map(known.map((w, place) => [w, place]));
  imageLabels.forEach((carried, i) => {
    for (const w of carried) {
      const place = placeOf.get(w);
      if (place !== undefined) distances.data[i * known.length + place] = 0;
    }
  });
  return distances;
}

interface BlockPlace {
  readonly row: number;
  readonly column: number;
  /** pairs of different points in the block */
  readonly pairs: number;
}

/** Copies a block and its mirror image, scaled so that its pairs average 1; a block of zeros stays. */
async function writeBlock(fused: Matrix, block: Matrix, { row, column, pairs }: BlockPlace, pace: Pace): Promise<void> {
  let sum = 0;
  for (let i = 0; i < block.rows; i++) {
    for (let t = i * block.columns; t < (i + 1) * block.columns; t++) sum += block.data[t];
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
  const scale = sum > 0 ? pairs / sum : 0;
  for (let i = 0; i < block.rows; i++) {
    for (let j = 0; j < block.columns; j++) {
      const distance = block.data[i * block.columns + j] * scale;
      fused.data[(row + i) * fused.columns + column + j] = distance;
      fused.data[(column + j) * fused.columns + row + i] = distance;
    }
    if (i % 64 === 0 && pace.due()) await pace.rest();
  }
}
