import { selectRows } from "../linalg/matrix.js";
import { createRandom, shuffle } from "../linalg/random.js";
import type { CallOptions, Matrix } from "../types.js";
import { type LinearProbe, probeProbabilities, trainLinearProbe } from "./linear-probe.js";

/** Inverse penalties tried, strong to weak. Unit embeddings want weak ones: their coordinates are small. */
const C_GRID: readonly number[] = [1, 10, 100, 1000];
const FOLDS = 3;

/** Used when no class has two images, so that nothing can be held out. */
const DEFAULT_C = 10;

/** Folds only rank the grid: they need no more precision than that. */
const FOLD_TOLERANCE = 1e-3;
const FOLD_ITERATIONS = 60;

/**
 * Chooses C by 3-fold cross-validation on the training images alone: the C of [1, 10, 100, 1000] with the least mean cross-entropy on held-out folds.
 * Folds are stratified: each class's images are dealt out in an order drawn from the seed. Classes with one image are always trained on.
 * @param options.seed default 1
 * @returns 10 when no class has two images
 * @throws the signal's reason when aborted
 */
export async function chooseRegularisation(
  embeddings: Matrix,
  classes: ArrayLike<number>,
  classCount: number,
  options: CallOptions & { readonly seed?: number } = {},
): Promise<number> {
  const folds = dealFolds(classes, options.seed ?? 1);
  const losses = new Float64Array(C_GRID.length);
  let judged = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const rows = Array.from({ length: embeddings.rows }, (_, i) => i);
    const trained = rows.filter((i) => folds[i] !== fold);
    const heldOut = rows.filter((i) => folds[i] === fold);
    if (heldOut.length === 0) continue;
    judged += heldOut.length;
    const training = selectRows(embeddings, trained);
    const trainingClasses = trained.map((i) => classes[i]);
    const heldOutImages = selectRows(embeddings, heldOut);
    let start: LinearProbe | undefined;
    for (let t = 0; t < C_GRID.length; t++) {
      start = await trainLinearProbe(training, trainingClasses, classCount, {
        signal: options.signal,
        c: C_GRID[t],
        start,
        tolerance: FOLD_TOLERANCE,
        maxIterations: FOLD_ITERATIONS,
      });
      const probabilities = probeProbabilities(start, heldOutImages);
      heldOut.forEach((i, row) => {
        losses[t] -= Math.log(Math.max(probabilities[row * classCount + classes[i]], 1e-12));
      });
    }
  }
  return judged === 0 ? DEFAULT_C : C_GRID[losses.indexOf(Math.min(...losses))];
}

/** A fold per image; -1 for the only image of a class, which is never held out. */
function dealFolds(classes: ArrayLike<number>, seed: number): Int32Array {
  const random = createRandom(seed);
  const folds = new Int32Array(classes.length).fill(-1);
  const order = shuffle(
    Array.from({ length: classes.length }, (_, i) => i),
    random,
  );
  const members = new Map<number, number[]>();
  for (const i of order) members.set(classes[i], [...(members.get(classes[i]) ?? []), i]);
  for (const indices of members.values()) {
    if (indices.length < 2) continue;
    indices.forEach((i, place) => {
      folds[i] = place % FOLDS;
    });
  }
  return folds;
}
