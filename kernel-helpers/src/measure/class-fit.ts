import { dot, normalizeRows, rowOf } from "../linalg/matrix.js";
import type { Matrix } from "../types.js";
import { type ClassClassifier, classProbabilities } from "./class-classifier.js";

/** How well one image fits the class it stands for. */
export interface ClassFit {
  /** probability of its own class, in [0, 1] */
  readonly consistency: number;
  /** index of the most probable class */
  readonly likely: number;
  /** 1 - cosine to the middle of its class's originals, in [0, 2] */
  readonly distance: number;
}

/**
 * Each image beside the originals of its class, by the classifier of measureGenerated: the parts that its means hide.
 * @param images shape (n, d), any length of rows      @param classes the class each image stands for
 * @returns one per image; of a class without originals the consistency is 0 and the distance 1
 */
export function classFit(classifier: ClassClassifier, images: Matrix, classes: ArrayLike<number>): readonly ClassFit[] {
  const classCount = classifier.centroids.rows;
  const unit = normalizeRows(images);
  const probabilities = classProbabilities(classifier, unit);
  return Array.from({ length: unit.rows }, (_, i) => {
    const own = probabilities.subarray(i * classCount, (i + 1) * classCount);
    return {
      consistency: own[classes[i]],
      likely: own.indexOf(Math.max(...own)),
      distance: 1 - dot(rowOf(unit, i), rowOf(classifier.centroids, classes[i])),
    };
  });
}
