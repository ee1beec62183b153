import { matrixFromRows, normalizeRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { trainClassClassifier } from "../../kernel-helpers/src/measure/class-classifier.js";
import { classFit } from "../../kernel-helpers/src/measure/class-fit.js";

/** Two classes, along x and along y, three originals each. */
const ORIGINALS = matrixFromRows([
  [1, 0.1],
  [1, -0.1],
  [1, 0],
  [0.1, 1],
  [-0.1, 1],
  [0, 1],
]);
const CLASSES = [0, 0, 0, 1, 1, 1];

const classifier = (classes: number) => trainClassClassifier(normalizeRows(ORIGINALS), CLASSES, classes);

describe("classFit", () => {
  it("knows what fits, what looks like the other class, and what lies between, whatever the rows' lengths", () => {
    const images = matrixFromRows([
      [5, 0],
      [0, 0.2],
      [1, 1],
    ]);
    const [own, other, between] = classFit(classifier(2), images, [0, 0, 0]);
    expect([own.likely, other.likely]).toEqual([0, 1]);
    expect(own.consistency).toBeGreaterThan(0.95);
    expect(other.consistency).toBeLessThan(0.05);
    expect(between.consistency).toBeCloseTo(0.5, 6);
    // 1 - cos of 0, 90 and 45 degrees
    expect(own.distance).toBeCloseTo(0, 6);
    expect(other.distance).toBeCloseTo(1, 6);
    expect(between.distance).toBeCloseTo(1 - Math.SQRT1_2, 6);
  });

  it("is 0 for a class that has no originals", () => {
    const [fit] = classFit(classifier(3), matrixFromRows([[1, 0]]), [2]);
    expect(fit).toEqual({ consistency: 0, likely: 0, distance: 1 });
  });
});
