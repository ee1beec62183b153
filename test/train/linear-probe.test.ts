import { matrixFromRows, selectRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { probePredictions, probeProbabilities, trainLinearProbe } from "../../kernel-helpers/src/train/linear-probe.js";
import golden from "../golden/linear-probe.json";

const train = matrixFromRows(golden.train);
const test = matrixFromRows(golden.test);

describe("trainLinearProbe", () => {
  it.each(golden.results)(
    "equals scikit-learn's LogisticRegression with C = $c",
    async ({ c, probabilities, predictions }) => {
      const probe = await trainLinearProbe(train, golden.classes, 5, { c, tolerance: 1e-9, maxIterations: 5000 });
      const mine = probeProbabilities(probe, test);
      expect(probe.converged).toBe(true);
      expect(Math.max(...probabilities.flat().map((p, i) => Math.abs(mine[i] - p)))).toBeLessThan(1e-5);
      expect([...probePredictions(probe, test)]).toEqual(predictions);
    },
  );

  it("reaches the same answer from another start", async () => {
    const weak = await trainLinearProbe(train, golden.classes, 5, { c: 1000 });
    const warm = await trainLinearProbe(train, golden.classes, 5, { c: 1, start: weak, tolerance: 1e-9 });
    const cold = await trainLinearProbe(train, golden.classes, 5, { c: 1, tolerance: 1e-9 });
    const [a, b] = [probeProbabilities(warm, test), probeProbabilities(cold, test)];
    expect(Math.max(...a.map((p, i) => Math.abs(p - b[i])))).toBeLessThan(1e-6);
  });

  it("gives classes without training images probability 0, and trains on a class with one", async () => {
    const rows = golden.classes.flatMap((value, i) => (value === 1 || value === 3 ? [i] : []));
    const probe = await trainLinearProbe(
      selectRows(train, rows),
      rows.map((i) => golden.classes[i]),
      5,
    );
    const probabilities = probeProbabilities(probe, test);
    for (let i = 0; i < test.rows; i++) {
      const [a, b, c, d, e] = probabilities.subarray(5 * i, 5 * i + 5);
      expect([a, c, e]).toEqual([0, 0, 0]);
      expect(b + d).toBeCloseTo(1, 12);
    }
    const only = await trainLinearProbe(selectRows(train, [0]), [2], 5);
    expect(new Set(probePredictions(only, test))).toEqual(new Set([2]));
  });

  it("says what is wrong with its input", async () => {
    await expect(trainLinearProbe(matrixFromRows([], 3), [], 2)).rejects.toThrow("0 images");
    await expect(trainLinearProbe(train, [1], 5)).rejects.toThrow("60 images, 1 classes");
    await expect(trainLinearProbe(train, golden.classes, 4)).rejects.toThrow("class 4 at row");
    await expect(trainLinearProbe(train, golden.classes, 5, { c: 0 })).rejects.toThrow("c = 0");
    await expect(trainLinearProbe(matrixFromRows([[Number.NaN]]), [0], 1)).rejects.toThrow("row 0 holds NaN");
    const probe = await trainLinearProbe(train, golden.classes, 5, { maxIterations: 1 });
    expect(probe.converged).toBe(false);
    expect(() => probeProbabilities(probe, matrixFromRows([[1, 2]]))).toThrow("2 dimensions, trained on 10");
  });
});
