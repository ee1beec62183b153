import { assertFinite } from "../linalg/matrix.js";
import type { Matrix } from "../types.js";

/**
 * The border of every trainer.
 * @param who the function to name in the message
 * @throws RangeError for no rows, a count of classes that differs from the rows, a class outside [0, classCount), NaN or infinite numbers
 */
export function checkTrainingSet(
  who: string,
  embeddings: Matrix,
  classes: ArrayLike<number>,
  classCount: number,
): void {
  if (embeddings.rows === 0) throw new RangeError(`${who}: 0 images; give at least one.`);
  if (classes.length !== embeddings.rows) {
    throw new RangeError(`${who}: ${embeddings.rows} images, ${classes.length} classes; give one class per image.`);
  }
  for (let i = 0; i < classes.length; i++) {
    if (!(Number.isInteger(classes[i]) && classes[i] >= 0 && classes[i] < classCount)) {
      throw new RangeError(`${who}: class ${classes[i]} at row ${i}; give whole numbers from 0 to ${classCount - 1}.`);
    }
  }
  assertFinite(embeddings, who);
}
