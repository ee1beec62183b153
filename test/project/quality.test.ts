import { matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";
import { classPurity, imageToLabelAuc, labelToImageAuc } from "../../kernel-helpers/src/project/cross-modal-quality.js";
import {
  continuity,
  cosineDistances,
  planeDistances,
  rankAgreement,
  trustworthiness,
} from "../../kernel-helpers/src/project/quality.js";
import golden from "../golden/projection-quality.json";

const embeddings = matrixFromRows(golden.embeddings);
const labels = matrixFromRows(golden.labels);
const positions = Float32Array.from(golden.positions.flat());
const labelPositions = Float32Array.from(golden.labelPositions.flat());
const layout = { images: positions, labels: labelPositions };
const relation = { imageLabels: golden.imageLabels };

describe("trustworthiness and continuity", () => {
  it("equal scikit-learn's and numpy's on the golden set", async () => {
    expect(await trustworthiness(embeddings, positions, golden.k)).toBeCloseTo(golden.trustworthiness, 10);
    expect(await continuity(embeddings, positions, golden.k)).toBeCloseTo(golden.continuity, 10);
  });

  it("are 1 when the plot keeps all angles' order", async () => {
    const angles = Array.from({ length: 40 }, (_, i) => 0.02 * i + 0.001 * i * i); // within a half turn cosine falls with the angle
    const circle = matrixFromRows(angles.map((a) => [Math.cos(a), Math.sin(a)]));
    const line = Float32Array.from(angles.flatMap((a) => [7 * a - 3, 0]));
    expect(await trustworthiness(circle, line, 5)).toBe(1);
    expect(await continuity(circle, line, 5)).toBe(1);
  });

  it("are about a half for noise", async () => {
    const random = createRandom(1);
    const noise = Float32Array.from({ length: 100 }, () => random());
    expect(Math.abs((await trustworthiness(embeddings, noise, 5)) - 0.5)).toBeLessThan(0.1);
  });

  it("agree between two kinds of points with numpy", async () => {
    const toLabels = { queries: 50, candidates: 12, k: 3, isSameSet: false };
    const toImages = { queries: 12, candidates: 50, k: golden.k, isSameSet: false };
    const [xi, xl] = [cosineDistances(embeddings, labels), cosineDistances(labels, embeddings)];
    const [yi, yl] = [planeDistances(positions, labelPositions), planeDistances(labelPositions, positions)];
    expect(await rankAgreement("t", { ...toLabels, shown: yi, truth: xi })).toBeCloseTo(
      golden.imageToLabelTrustworthiness,
      10,
    );
    expect(await rankAgreement("c", { ...toLabels, shown: xi, truth: yi })).toBeCloseTo(
      golden.imageToLabelContinuity,
      10,
    );
    expect(await rankAgreement("t", { ...toImages, shown: yl, truth: xl })).toBeCloseTo(
      golden.labelToImageTrustworthiness,
      10,
    );
    expect(await rankAgreement("c", { ...toImages, shown: xl, truth: yl })).toBeCloseTo(
      golden.labelToImageContinuity,
      10,
    );
  });

  it("refuse a k that does not fit, positions that do not, and stop when told to", async () => {
    await expect(trustworthiness(embeddings, positions, 25)).rejects.toThrow("k = 25 with 49 possible neighbours");
    await expect(trustworthiness(embeddings, positions, 0)).rejects.toThrow(RangeError);
    await expect(continuity(embeddings, labelPositions, 5)).rejects.toThrow("50 embeddings, 24 coordinates");
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(trustworthiness(embeddings, positions, 5, { signal })).rejects.toThrow("enough");
  });
});

describe("cross-modal quality", () => {
  it("equals scikit-learn's areas and neighbours on the golden set", () => {
    expect(labelToImageAuc(layout, relation)).toBeCloseTo(golden.labelToImageAuc, 10);
    expect(imageToLabelAuc(layout, relation)).toBeCloseTo(golden.imageToLabelAuc, 10);
    expect(classPurity(positions, golden.classes, 5)).toBeCloseTo(golden.classPurity, 10);
  });

  it("counts equal distances half", () => {
    const stacked = { images: new Float32Array(12), labels: new Float32Array(4) };
    const carried = { imageLabels: [[0], [0], [0], [1], [1], [1]] };
    expect(labelToImageAuc(stacked, carried)).toBe(0.5);
    expect(imageToLabelAuc(stacked, carried)).toBe(0.5);
  });

  it("is NaN when no label divides the images", () => {
    expect(labelToImageAuc(layout, { imageLabels: golden.imageLabels.map(() => []) })).toBeNaN();
  });
});
