import { createPace } from "../linalg/pace.js";
import type { CallOptions, Matrix } from "../types.js";
import { checkTrainingSet } from "./check-training-set.js";
import { minimizeLbfgs, type Objective } from "./lbfgs.js";

/** A trained multinomial logistic regression. */
export interface LinearProbe {
  readonly classCount: number;
  /** the classes seen in training, ascending */
  readonly classes: readonly number[];
  /** shape (d, classes.length), row-major */
  readonly weights: Float64Array;
  /** one per seen class */
  readonly intercepts: Float64Array;
  /** the inverse strength of the L2 penalty */
  readonly c: number;
  readonly iterations: number;
  /** false when the iterations ran out before the gradient vanished */
  readonly converged: boolean;
}

export interface LinearProbeOptions extends CallOptions {
  /** inverse strength of the L2 penalty, > 0; default 10 */
  readonly c?: number;
  /** default 500 */
  readonly maxIterations?: number;
  /** the largest gradient entry, per image, at which training stops; default 1e-5 */
  readonly tolerance?: number;
  /** where to start, a probe of the same sizes and classes; saves steps, does not change the result beyond the tolerance */
  readonly start?: LinearProbe;
}

/**
 * Trains multinomial logistic regression: minimises C * sum of cross-entropies + |weights|^2 / 2 (intercepts go free), which is
 * convex, so the answer is one and no chance is involved. It is scikit-learn's LogisticRegression(C).
 * @param embeddings shape (n, d), n >= 1; used as they are, so normalise them first where that is wanted
 * @param classes a class index in [0, classCount) per row. Classes that no row has get probability 0; a class with one image is trained on it.
 * @throws RangeError when sizes do not fit, n is 0, or a number is NaN or infinite; the signal's reason when aborted
 */
export async function trainLinearProbe(
  embeddings: Matrix,
  classes: ArrayLike<number>,
  classCount: number,
  options: LinearProbeOptions = {},
): Promise<LinearProbe> {
  checkTrainingSet("trainLinearProbe", embeddings, classes, classCount);
  const c = options.c ?? 10;
  if (!(c > 0 && Number.isFinite(c))) {
    throw new RangeError(`trainLinearProbe: c = ${c}; give a number above 0, such as 10.`);
  }
  const seen = [...new Set(Array.from(classes))].sort((a, b) => a - b);
  const targets = Int32Array.from(Array.from(classes), (value) => seen.indexOf(value));
  const size = (embeddings.columns + 1) * seen.length;
  const startX = new Float64Array(size);
  if (options.start) {
    startX.set(options.start.weights);
    startX.set(options.start.intercepts, embeddings.columns * seen.length);
  }
  const pace = createPace(options.signal);
  const minimum = await minimizeLbfgs(crossEntropy(embeddings, targets, seen.length, c), startX, {
    maxIterations: options.maxIterations ?? 500,
    tolerance: options.tolerance ?? 1e-5,
    betweenEvaluations: () => (pace.due() ? pace.rest() : undefined),
  });
  const weightCount = embeddings.columns * seen.length;
  return {
    classCount,
    classes: seen,
    weights: minimum.x.slice(0, weightCount),
    intercepts: minimum.x.slice(weightCount),
    c,
    iterations: minimum.iterations,
    converged: minimum.converged,
  };
}

/**
 * What a probe thinks of each row.
 * @param embeddings shape (n, d), the width it was trained on
 * @returns shape (n, classCount), row-major; rows sum to 1
 * @throws RangeError when the width differs
 */
export function probeProbabilities(probe: LinearProbe, embeddings: Matrix): Float64Array {
  const width = probe.classes.length;
  if (embeddings.columns * width !== probe.weights.length) {
    throw new RangeError(
      `probeProbabilities: ${embeddings.columns} dimensions, trained on ${probe.weights.length / width}; use the same embedder.`,
    );
  }
  const probabilities = new Float64Array(embeddings.rows * probe.classCount);
  const scores = new Float64Array(width);
  for (let i = 0; i < embeddings.rows; i++) {
    scores.set(probe.intercepts);
    addProduct(embeddings, i, probe.weights, scores);
    softmax(scores);
    probe.classes.forEach((value, t) => {
      probabilities[i * probe.classCount + value] = scores[t];
    });
  }
  return probabilities;
}

/** The most probable class of each row; the lower index wins a tie. */
export function probePredictions(probe: LinearProbe, embeddings: Matrix): Int32Array {
  const probabilities = probeProbabilities(probe, embeddings);
  return Int32Array.from({ length: embeddings.rows }, (_, i) => {
    const row = probabilities.subarray(i * probe.classCount, (i + 1) * probe.classCount);
    return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  });
}

/** The objective over [weights (d, k), intercepts (k)], divided by C * n so that one tolerance fits all sizes. */
function crossEntropy(embeddings: Matrix, targets: Int32Array, width: number, c: number): Objective {
  const { rows, columns } = embeddings;
  const penalty = 1 / (c * rows);
  const scores = new Float64Array(width);
  return (x, gradient) => {
    const weightCount = columns * width;
    let squares = 0;
    for (let i = 0; i < weightCount; i++) {
      gradient[i] = penalty * x[i];
      squares += x[i] * x[i];
    }
    gradient.fill(0, weightCount);
    let loss = 0;
    for (let i = 0; i < rows; i++) {
      for (let t = 0; t < width; t++) scores[t] = x[weightCount + t];
      addProduct(embeddings, i, x, scores);
      const logSum = softmax(scores, targets[i]);
      loss += logSum;
      scores[targets[i]] -= 1;
      for (let t = 0; t < width; t++) scores[t] /= rows;
      addOuterProduct(embeddings, i, scores, gradient);
      for (let t = 0; t < width; t++) gradient[weightCount + t] += scores[t];
    }
    return loss / rows + (penalty * squares) / 2;
  };
}

/** scores += row i times weights (d, k) */
function addProduct({ data, columns }: Matrix, i: number, weights: Float64Array, scores: Float64Array): void {
  const width = scores.length;
  for (let j = 0, w = 0; j < columns; j++) {
    const value = data[i * columns + j];
    for (let t = 0; t < width; t++) scores[t] += value * weights[w++];
  }
}

/** gradient (d, k) += row i (d) times residuals (k) */
function addOuterProduct({ data, columns }: Matrix, i: number, residuals: Float64Array, gradient: Float64Array): void {
  const width = residuals.length;
  for (let j = 0, w = 0; j < columns; j++) {
    const value = data[i * columns + j];
    for (let t = 0; t < width; t++) gradient[w++] += value * residuals[t];
  }
}

/** In place. @returns -log of the target's probability, exact even where that probability is 0 in floating point */
function softmax(scores: Float64Array, target = 0): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < scores.length; t++) largest = Math.max(largest, scores[t]);
  const targetScore = scores[target] - largest;
  let sum = 0;
  for (let t = 0; t < scores.length; t++) {
    scores[t] = Math.exp(scores[t] - largest);
    sum += scores[t];
  }
  for (let t = 0; t < scores.length; t++) scores[t] /= sum;
  return Math.log(sum) - targetScore;
}
