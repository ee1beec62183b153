import type { CrossTargets } from "./cross-targets.js";
import { openingFor } from "./neighbor-term.js";
import { buildPointTree, type PointTree } from "./point-tree.js";
import { similarityField } from "./similarity-field.js";
import { type SparseRows, transposed, weightedSum } from "./sparse-rows.js";

/** Weight of a label's term, and of an image's: together the images' terms weigh as much as that of as many labels. */
const TEXT_IMAGE = 5;
const IMAGE_TEXT = 5;

/** Few images, many labels: an image's labels must not outweigh its neighbours. */
const MOST_IMAGE_TEXT = 1.25;

/** The gradient of the two contrastive terms between images and labels. */
export interface CrossTerm {
  /** how strongly images pull at each label in sum */
  readonly labelMasses: Float64Array;
  /**
   * @param positions images first, then labels; x and y interleaved
   * @param imageTree of the images' positions
   * @param weight multiplies both terms; 1 for the formulas below
   * @param gradient length of positions; added to
   */
  addGradient(positions: Float64Array, imageTree: PointTree, weight: number, gradient: Float64Array): void;
}

/**
 * With s_iw = 1 / (1 + |y_i - t_w|^2), target shares p_i|w over images and p_w|i over labels (rows that sum to 1):
 *   text to image, for each label:  TEXT_IMAGE * -sum_i p_i|w log(s_iw / sum over images of s_i'w)
 *   image to text, for each image:  IMAGE_TEXT * m / n * -sum_w p_w|i log(s_iw / sum over labels of s_iw')
 * A label without a target and without an image that wants it takes no part; nor does an image without a target in the second.
 */
export function createCrossTerm(
  { imagesOfLabel, labelsOfImage }: CrossTargets,
  images: number,
  labels: number,
): CrossTerm {
  const perLabel = rowSums(imagesOfLabel).map((sum) => TEXT_IMAGE * sum);
  const imageText = Math.min(MOST_IMAGE_TEXT, (IMAGE_TEXT * labels) / Math.max(1, images));
  const perImage = rowSums(labelsOfImage).map((sum) => imageText * sum);
  const wantedByImages = transposed(labelsOfImage, labels);
  const wanted = weightedSum(TEXT_IMAGE, imagesOfLabel, imageText, wantedByImages, images); // (m, n)
  const masses = rowSums(wanted);
  const used = Int32Array.from(masses.keys()).filter((w) => masses[w] > 0);
  return {
    labelMasses: rowSums(wantedByImages).map((sum) => imageText * sum),
    addGradient: (positions, imageTree, weight, gradient) => {
      if (used.length === 0 || images === 0) return;
      const own = new Float64Array(2 * used.length);
      used.forEach((w, row) => {
        own.set(positions.subarray(2 * (images + w), 2 * (images + w) + 2), 2 * row);
      });
      const labelTree = buildPointTree(own);
      addPulls(wanted, positions, images, 2 * weight, gradient);
      const usedWeights = Float64Array.from(used, (w) => perLabel[w]);
      const pushes = crossPushes(imageTree, labelTree, perImage, usedWeights);
      for (let t = 0; t < 2 * images; t++) gradient[t] -= 2 * weight * pushes.onImages[t];
      used.forEach((w, row) => {
        gradient[2 * (images + w)] -= 2 * weight * pushes.onLabels[2 * row];
        gradient[2 * (images + w) + 1] -= 2 * weight * pushes.onLabels[2 * row + 1];
      });
    },
  };
}

function rowSums({ offsets, weights }: SparseRows): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_, i) =>
    weights.subarray(offsets[i], offsets[i + 1]).reduce((a, b) => a + b, 0),
  );
}

function addPulls(
  { offsets, columns, weights }: SparseRows,
  positions: Float64Array,
  images: number,
  factor: number,
  gradient: Float64Array,
): void {
  for (let w = 0; w + 1 < offsets.length; w++) {
    const label = 2 * (images + w);
    const [x, y] = [positions[label], positions[label + 1]];
    let [sumX, sumY] = [0, 0];
    for (let t = offsets[w]; t < offsets[w + 1]; t++) {
      const image = 2 * columns[t];
      const dx = x - positions[image];
      const dy = y - positions[image + 1];
      const pull = (factor * weights[t]) / (1 + dx * dx + dy * dy);
      sumX += pull * dx;
      sumY += pull * dy;
      gradient[image] -= pull * dx;
      gradient[image + 1] -= pull * dy;
    }
    gradient[label] += sumX;
    gradient[label + 1] += sumY;
  }
}

/** The sums that drive the kinds apart: each label's weight over its sum of s, each image's over its own. */
function crossPushes(
  imageTree: PointTree,
  labelTree: PointTree,
  perImage: Float64Array,
  perLabel: Float64Array,
): { readonly onImages: Float64Array; readonly onLabels: Float64Array } {
  const opening = openingFor(labelTree.points, imageTree.points);
  const imagesSeen = similarityField(imageTree, null, labelTree, opening);
  const labelShares = perLabel.map((weight, w) => weight / imagesSeen.sums[w]);
  const labelsSeen = similarityField(labelTree, null, imageTree, opening, labelShares);
  const imageShares = perImage.map((weight, i) => weight / labelsSeen.sums[i]);
  const byImageShares = similarityField(imageTree, imageShares, labelTree, opening).pushes;
  return {
    onImages: labelsSeen.secondPushes.map((push, t) => push + imageShares[t >> 1] * labelsSeen.pushes[t]),
    onLabels: byImageShares.map((push, t) => push + labelShares[t >> 1] * imagesSeen.pushes[t]),
  };
}
