import { assertFinite } from "../linalg/matrix.js";
import type { Layout, Matrix, Relation } from "../types.js";

/**
 * The border of every projector.
 * @param who the function to name in the message
 * @throws RangeError when sizes or indices do not fit, a number is NaN or infinite, or a start position is half given
 */
export function checkProjectionInput(
  who: string,
  images: Matrix,
  labels: Matrix,
  relation: Relation,
  start?: Layout,
): void {
  assertFinite(images, `${who} (images)`);
  assertFinite(labels, `${who} (labels)`);
  const { imageLabels, weights } = relation;
  if (imageLabels.length !== images.rows) {
    throw new RangeError(`${who}: ${images.rows} images, ${imageLabels.length} label lists; give one list per image.`);
  }
  imageLabels.forEach((carried, i) => {
    const wrong = carried.find((w) => !(Number.isInteger(w) && w >= 0 && w < labels.rows));
    if (wrong !== undefined) {
      throw new RangeError(
        `${who}: image ${i} carries label ${wrong} of ${labels.rows}; give indices below ${labels.rows}.`,
      );
    }
  });
  if (weights) checkWeights(who, imageLabels, weights);
  if (start) {
    checkStart(who, "images", start.images, images.rows);
    checkStart(who, "labels", start.labels, labels.rows);
  }
}

function checkWeights(
  who: string,
  imageLabels: Relation["imageLabels"],
  weights: readonly (readonly number[])[],
): void {
  imageLabels.forEach((carried, i) => {
    const own = weights[i] ?? [];
    const wrong = own.find((weight) => !(weight > 0 && Number.isFinite(weight)));
    if (own.length === carried.length && wrong === undefined) return;
    const what =
      wrong === undefined ? `${own.length} weights for ${carried.length} labels` : `a label of weight ${wrong}`;
    throw new RangeError(`${who}: image ${i} has ${what}; give each label a number above 0, or leave weights out.`);
  });
}

function checkStart(who: string, what: string, positions: Float32Array, rows: number): void {
  if (positions.length !== 2 * rows) {
    throw new RangeError(
      `${who}: start.${what} holds ${positions.length} numbers for ${rows} ${what}; give x and y for each, NaN for new ones.`,
    );
  }
  for (let i = 0; i < rows; i++) {
    const [x, y] = [positions[2 * i], positions[2 * i + 1]];
    const isPlaced = Number.isFinite(x) && Number.isFinite(y);
    if (!isPlaced && !(Number.isNaN(x) && Number.isNaN(y))) {
      throw new RangeError(
        `${who}: start.${what} ${i} is (${x}, ${y}); give two finite numbers, or NaN twice for a new point.`,
      );
    }
  }
}
