import type { Relation } from "../types.js";

/** The pairs of a relation as columns, so that one pass over images and labels meets every pair in order. */
export interface RelationPairs {
  readonly images: number;
  readonly labels: number;
  /** carries[i * labels + w] is 1 where image i carries label w */
  readonly carries: Uint8Array;
  /** how many labels each image carries; repeats count once */
  readonly labelsOfImage: Float64Array;
  readonly imagesOfLabel: Float64Array;
}

export function relationPairs({ imageLabels }: Relation, labels: number): RelationPairs {
  const images = imageLabels.length;
  const carries = new Uint8Array(images * labels);
  const labelsOfImage = new Float64Array(images);
  const imagesOfLabel = new Float64Array(labels);
  imageLabels.forEach((carried, i) => {
    for (const w of new Set(carried)) {
      carries[i * labels + w] = 1;
      labelsOfImage[i]++;
      imagesOfLabel[w]++;
    }
  });
  return { images, labels, carries, labelsOfImage, imagesOfLabel };
}

/**
 * The gradient of the two contrastive terms between images and labels, with s_iw = 1 / (1 + |y_i - t_w|^2):
 *   image to text: for each image that carries labels, mean over its labels w of -log(s_iw / sum over used labels of s_iw')
 *   text to image: for each used label, mean over its images i of -log(s_iw / sum over images of s_i'w)
 * A label no image carries is in neither term.
 * @param positions images first, then labels; x and y interleaved
 * @param gradient length of positions; added to
 */
export function addRelationGradient(
  pairs: RelationPairs,
  positions: Float64Array,
  weights: { readonly imageText: number; readonly textImage: number },
  gradient: Float64Array,
): void {
  const { images, labels } = pairs;
  const similarities = new Float64Array(images * labels);
  const rowSums = new Float64Array(images);
  const columnSums = new Float64Array(labels);
  fillSimilarities(pairs, positions, similarities, rowSums, columnSums);
  for (let i = 0, t = 0; i < images; i++) {
    for (let w = 0; w < labels; w++, t++) {
      const s = similarities[t];
      if (s === 0) continue;
      // d(-log s) = 2 s (y - t), so each term pulls by (share wanted - share had)
      const rowPull = pairs.labelsOfImage[i] > 0 ? pairs.carries[t] / pairs.labelsOfImage[i] - s / rowSums[i] : 0;
      const columnPull = pairs.carries[t] / pairs.imagesOfLabel[w] - s / columnSums[w];
      const pull = 2 * s * (weights.imageText * rowPull + weights.textImage * columnPull);
      const label = 2 * (images + w);
      const fx = pull * (positions[2 * i] - positions[label]);
      const fy = pull * (positions[2 * i + 1] - positions[label + 1]);
      gradient[2 * i] += fx;
      gradient[2 * i + 1] += fy;
      gradient[label] -= fx;
      gradient[label + 1] -= fy;
    }
  }
}

/** s_iw for the labels that some image carries, 0 for the others, and their sums. */
function fillSimilarities(
  { images, labels, imagesOfLabel }: RelationPairs,
  positions: Float64Array,
  similarities: Float64Array,
  rowSums: Float64Array,
  columnSums: Float64Array,
): void {
  for (let i = 0, t = 0; i < images; i++) {
    for (let w = 0; w < labels; w++, t++) {
      if (imagesOfLabel[w] === 0) continue;
      const dx = positions[2 * i] - positions[2 * (images + w)];
      const dy = positions[2 * i + 1] - positions[2 * (images + w) + 1];
      const s = 1 / (1 + dx * dx + dy * dy);
      similarities[t] = s;
      rowSums[i] += s;
      columnSums[w] += s;
    }
  }
}
