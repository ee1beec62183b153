import { nearestReferences } from "../linalg/neighbors.js";
import type { CallOptions, Matrix } from "../types.js";
import { checkTrainingSet } from "./check-training-set.js";

/**
 * Predicts each query's class by a vote of its k nearest training images, by cosine; among classes with equally many votes the one of
 * the nearest voter wins. Nothing is learned, so it shows what the embeddings alone can tell.
 * @param train shape (n, d), n >= 1
 * @param trainClasses a class index in [0, classCount) per row
 * @param queries shape (q, d)
 * @param options.k default 5; cut to n
 * @returns a class index per query
 * @throws RangeError when sizes do not fit or a number is NaN or infinite; the signal's reason when aborted
 */
export async function nearestNeighboursClassifier(
  train: Matrix,
  trainClasses: ArrayLike<number>,
  queries: Matrix,
  classCount: number,
  options: CallOptions & { readonly k?: number } = {},
): Promise<Int32Array> {
  checkTrainingSet("nearestNeighboursClassifier", train, trainClasses, classCount);
  const wanted = options.k ?? 5;
  if (!(Number.isInteger(wanted) && wanted >= 1)) {
    throw new RangeError(`nearestNeighboursClassifier: k = ${wanted}; give a whole number, 1 or more.`);
  }
  const { k, indices } = await nearestReferences(queries, train, wanted, options);
  return Int32Array.from({ length: queries.rows }, (_, i) =>
    vote(Array.from(indices.subarray(i * k, (i + 1) * k), (row) => trainClasses[row])),
  );
}

/** The most frequent of classes listed nearest first; the earliest named wins a tie. */
function vote(classes: readonly number[]): number {
  const votes = new Map<number, number>(); // keeps the order of first mention
  for (const value of classes) votes.set(value, (votes.get(value) ?? 0) + 1);
  const most = Math.max(...votes.values());
  return [...votes].find(([, count]) => count === most)![0];
}
