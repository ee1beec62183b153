import { matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { chooseRegularisation } from "../../kernel-helpers/src/train/choose-regularisation.js";
import { evaluateEmbeddings } from "../../kernel-helpers/src/train/evaluate-embeddings.js";
import { nearestNeighboursClassifier } from "../../kernel-helpers/src/train/nearest-neighbours-classifier.js";
import type { Matrix } from "../../kernel-helpers/src/types.js";

/** Gaussian clusters: class c around axis c. */
function clusters(
  perClass: number,
  classCount: number,
  columns: number,
  noise: number,
  seed: number,
): { x: Matrix; y: number[] } {
  const random = createRandom(seed);
  const y = Array.from({ length: perClass * classCount }, (_, i) => i % classCount);
  const rows = y.map((c) =>
    Array.from({ length: columns }, (_, j) => (j === c ? 1 : 0) + noise * randomNormal(random)),
  );
  return { x: matrixFromRows(rows), y };
}

describe("evaluateEmbeddings", () => {
  it("is perfect on classes that lie apart, and near chance where the classes are noise", async () => {
    const [train, test] = [clusters(10, 4, 8, 0.05, 1), clusters(20, 4, 8, 0.05, 2)];
    const sets = { train: train.x, trainClasses: train.y, test: test.x, testClasses: test.y, classCount: 4 };
    expect(await evaluateEmbeddings(sets)).toEqual({ trainingImages: 40, linearProbe: 1, nearestNeighbours: 1 });
    const random = createRandom(3);
    const noise = await evaluateEmbeddings({ ...sets, trainClasses: train.y.map(() => Math.floor(random() * 4)) });
    expect(noise.linearProbe).toBeLessThan(0.6);
    expect(noise.nearestNeighbours).toBeLessThan(0.6);
  });

  it("is the same for the same seed, and leaves its inputs alone", async () => {
    const [train, test] = [clusters(6, 5, 12, 0.5, 1), clusters(20, 5, 12, 0.5, 2)];
    const before = Float32Array.from(train.x.data);
    const sets = { train: train.x, trainClasses: train.y, test: test.x, testClasses: test.y, classCount: 5 };
    expect(await evaluateEmbeddings(sets)).toEqual(await evaluateEmbeddings(sets));
    expect(train.x.data).toEqual(before);
  });

  it("counts test images of a class never trained on as wrong", async () => {
    const [train, test] = [clusters(10, 2, 6, 0.05, 1), clusters(10, 3, 6, 0.05, 2)];
    const found = await evaluateEmbeddings({
      train: train.x,
      trainClasses: train.y,
      test: test.x,
      testClasses: test.y,
      classCount: 3,
    });
    expect(found.linearProbe).toBeCloseTo(2 / 3, 10);
    expect(found.nearestNeighbours).toBeCloseTo(2 / 3, 10);
  });

  it("works with one image per class", async () => {
    const [train, test] = [clusters(1, 3, 6, 0.05, 1), clusters(10, 3, 6, 0.05, 2)];
    expect(await chooseRegularisation(train.x, train.y, 3)).toBe(10);
    const sets = { train: train.x, trainClasses: train.y, test: test.x, testClasses: test.y, classCount: 3 };
    expect(await evaluateEmbeddings(sets)).toEqual({ trainingImages: 3, linearProbe: 1, nearestNeighbours: 1 });
  });

  it("names an empty test set, and stops when told to", async () => {
    const train = clusters(5, 2, 4, 0.1, 1);
    const sets = { train: train.x, trainClasses: train.y, test: train.x, testClasses: train.y, classCount: 2 };
    await expect(evaluateEmbeddings({ ...sets, test: matrixFromRows([], 4), testClasses: [] })).rejects.toThrow(
      "(test): 0 images",
    );
    await expect(evaluateEmbeddings(sets, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough",
    );
  });
});

describe("chooseRegularisation", () => {
  it("prefers a strong penalty for noise and a weak one for clean classes", async () => {
    const [clean, noisy] = [clusters(20, 3, 6, 0.05, 1), clusters(20, 3, 30, 1.5, 1)];
    expect(await chooseRegularisation(noisy.x, noisy.y, 3)).toBe(1);
    expect(await chooseRegularisation(clean.x, clean.y, 3)).toBe(1000);
  });
});

describe("nearestNeighboursClassifier", () => {
  const train = matrixFromRows([
    [1, 0],
    [0.95, 0.05],
    [0.9, 0.1],
    [0, 1],
    [0.1, 1],
  ]);
  it("lets the majority win, and the nearest when votes are equal", async () => {
    const query = matrixFromRows([[1, 0.01]]);
    expect([...(await nearestNeighboursClassifier(train, [1, 0, 0, 2, 2], query, 3, { k: 3 }))]).toEqual([0]);
    expect([...(await nearestNeighboursClassifier(train, [1, 0, 2, 0, 0], query, 3, { k: 3 }))]).toEqual([1]);
    expect([...(await nearestNeighboursClassifier(train, [2, 0, 0, 2, 1], query, 3, { k: 99 }))]).toEqual([2]);
  });

  it("refuses k below 1", async () => {
    await expect(nearestNeighboursClassifier(train, [0, 0, 0, 0, 0], train, 1, { k: 0 })).rejects.toThrow("k = 0");
  });
});
