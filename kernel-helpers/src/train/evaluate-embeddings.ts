import { normalizeRows } from "../linalg/matrix.js";
import type { CallOptions, ClassifierAccuracies, Matrix } from "../types.js";
import { checkTrainingSet } from "./check-training-set.js";
import { chooseRegularisation } from "./choose-regularisation.js";
import { probePredictions, trainLinearProbe } from "./linear-probe.js";
import { nearestNeighboursClassifier } from "./nearest-neighbours-classifier.js";

/** Embedded images to train on and to test with; a class index per row. */
export interface TrainAndTest {
  /** shape (n, d), n >= 1 */
  readonly train: Matrix;
  readonly trainClasses: ArrayLike<number>;
  /** shape (t, d), t >= 1; never looked at while training */
  readonly test: Matrix;
  readonly testClasses: ArrayLike<number>;
  readonly classCount: number;
}

/**
 * How well two plain classifiers on the embeddings do on the test images: a linear probe with its penalty chosen by cross-validation on the training images,
 * and a vote of the 5 nearest. Rows are L2-normalised first.
 * @param options.seed for the folds of the cross-validation; default 1
 * @returns accuracies in [0, 1]. A class without training images is never predicted, so its test images count as wrong.
 * @throws RangeError when a set is empty, sizes do not fit, or a number is NaN or infinite; the signal's reason when aborted
 */
export async function evaluateEmbeddings(
  sets: TrainAndTest,
  options: CallOptions & { readonly seed?: number } = {},
): Promise<ClassifierAccuracies> {
  checkTrainingSet("evaluateEmbeddings (train)", sets.train, sets.trainClasses, sets.classCount);
  checkTrainingSet("evaluateEmbeddings (test)", sets.test, sets.testClasses, sets.classCount);
  const train = normalizeRows(sets.train);
  const test = normalizeRows(sets.test);
  const { trainClasses, classCount } = sets;
  const c = await chooseRegularisation(train, trainClasses, classCount, options);
  const probe = await trainLinearProbe(train, trainClasses, classCount, { signal: options.signal, c });
  const voted = await nearestNeighboursClassifier(train, trainClasses, test, classCount, { signal: options.signal });
  return {
    trainingImages: train.rows,
    linearProbe: accuracy(probePredictions(probe, test), sets.testClasses),
    nearestNeighbours: accuracy(voted, sets.testClasses),
  };
}

function accuracy(predicted: Int32Array, truth: ArrayLike<number>): number {
  return predicted.reduce((right, value, i) => right + (value === truth[i] ? 1 : 0), 0) / truth.length;
}
