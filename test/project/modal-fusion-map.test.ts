import { createMatrix, matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { createPace } from "../../kernel-helpers/src/linalg/pace.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { correlationLoss } from "../../kernel-helpers/src/project/correlation-loss.js";
import { dataContextMap } from "../../kernel-helpers/src/project/data-context-map.js";
import { fusedDistances } from "../../kernel-helpers/src/project/fused-distances.js";
import { modalFusionMap } from "../../kernel-helpers/src/project/modal-fusion-map.js";
import { orderLoss } from "../../kernel-helpers/src/project/order-loss.js";
import { sampleTriplets } from "../../kernel-helpers/src/project/sample-triplets.js";
import type { Layout } from "../../kernel-helpers/src/types.js";
import { context } from "../golden/projection-peers.json";
import { numericGradient, shareAtOwnLabel, threeGroups } from "./three-groups.js";

const images = matrixFromRows(context.images);
const labels = matrixFromRows(context.labels);
const relation = { imageLabels: context.imageLabels };
const positions = Float64Array.from(context.positions.flat());
const given = matrixFromRows(context.fusedByCosine);

const blocks = {
  imageImage: { rowStart: 0, rowEnd: 8, columnStart: 0, columnEnd: 8 },
  labelLabel: { rowStart: 8, rowEnd: 11, columnStart: 8, columnEnd: 11 },
  imageLabel: { rowStart: 0, rowEnd: 8, columnStart: 8, columnEnd: 11 },
};
type BlockName = keyof typeof blocks;
const names: BlockName[] = ["imageImage", "labelLabel", "imageLabel"];

function largestDifference(a: ArrayLike<number>, b: readonly number[]): number {
  return Math.max(...b.map((value, t) => Math.abs(value - a[t])));
}

async function correlation(name: BlockName, at: Float64Array): Promise<{ loss: number; gradient: Float64Array }> {
  const gradient = new Float64Array(at.length);
  return { loss: await correlationLoss(given, blocks[name], at, gradient, createPace()), gradient };
}

describe("correlationLoss", () => {
  it.each(names)("is 1 - Pearson's correlation of %s distances", async (name) => {
    expect((await correlation(name, positions)).loss).toBeCloseTo(context.correlationLoss[name], 5); // numpy.corrcoef
  });

  it.each(names)("has the gradient of its value for %s", async (name) => {
    const numeric = await numericGradient(async (at) => (await correlation(name, at)).loss, positions);
    expect(largestDifference((await correlation(name, positions)).gradient, numeric)).toBeLessThan(1e-7);
  });

  it("asks nothing of distances that are all equal", async () => {
    const gradient = new Float64Array(22);
    expect(await correlationLoss(createMatrix(11, 11), blocks.imageImage, positions, gradient, createPace())).toBe(0);
    expect(await correlationLoss(given, blocks.imageImage, new Float64Array(22), gradient, createPace())).toBe(0);
    expect(gradient.every((g) => g === 0)).toBe(true);
  });
});

describe("orderLoss", () => {
  const triplets = Int32Array.from([0, 8, 9, 0, 9, 10, 9, 3, 4, 10, 1, 7, 2, 10, 8]);

  it("is 0 when every order is kept, and the share of length in the wrong order when not", () => {
    const line = Float64Array.from([0, 0, 1, 0, 3, 0]);
    expect(orderLoss(Int32Array.from([0, 1, 2]), line, 1, new Float64Array(6))).toBe(0);
    expect(orderLoss(Int32Array.from([0, 2, 1]), line, 1, new Float64Array(6))).toBe(0.5); // (3 - 1) / (3 + 1)
    expect(orderLoss(Int32Array.from([]), line, 1, new Float64Array(6))).toBe(0);
  });

  it("has the gradient of its value, times the weight", async () => {
    const gradient = new Float64Array(22);
    expect(orderLoss(triplets, positions, 3, gradient)).toBeGreaterThan(0);
    const numeric = await numericGradient((at) => 3 * orderLoss(triplets, at, 1, new Float64Array(22)), positions);
    expect(largestDifference(gradient, numeric)).toBeLessThan(1e-7);
  });
});

describe("sampleTriplets", () => {
  it("draws across kinds of points, near before far", () => {
    const drawn = sampleTriplets(given, 8, 400, createRandom(1));
    expect(drawn.length).toBeGreaterThan(3 * 250);
    for (let t = 0; t < drawn.length; t += 3) {
      const [anchor, near, far] = drawn.subarray(t, t + 3);
      expect([near < 8, far < 8]).toEqual([anchor >= 8, anchor >= 8]);
      expect(given.data[11 * anchor + near]).toBeLessThan(given.data[11 * anchor + far]);
    }
  });

  it("draws nothing without labels", () => {
    expect(sampleTriplets(createMatrix(8, 8), 8, 100, createRandom(1))).toHaveLength(0);
  });
});

describe("modalFusionMap", () => {
  const random = createRandom(9);
  const noisy = (rows: number): number[][] =>
    Array.from({ length: rows }, () => Array.from({ length: 10 }, () => randomNormal(random)));
  const [many, words] = [matrixFromRows(noisy(60)), matrixFromRows(noisy(9))];
  const nobody = { imageLabels: noisy(60).map(() => []) };

  async function losses(layout: Layout): Promise<{ metric: number; order: number }> {
    const distances = await fusedDistances(many, words, [0, 1, 2, 3, 4, 5, 6, 7, 8], nobody);
    const at = Float64Array.from([...layout.images, ...layout.labels]);
    const scratch = new Float64Array(at.length);
    const parts = [
      { rowStart: 0, rowEnd: 60, columnStart: 0, columnEnd: 60 },
      { rowStart: 60, rowEnd: 69, columnStart: 60, columnEnd: 69 },
      { rowStart: 0, rowEnd: 60, columnStart: 60, columnEnd: 69 },
    ];
    const metric = await Promise.all(
      parts.map((block) => correlationLoss(distances, block, at, scratch, createPace())),
    );
    const order = orderLoss(sampleTriplets(distances, 60, 5000, createRandom(1)), at, 1, scratch);
    return { metric: metric.reduce((a, b) => a + b), order };
  }

  it("lowers both losses below what metric MDS of the same distances leaves", async () => {
    const scaled = await losses(await dataContextMap(many, words, nobody));
    const fused = await losses(await modalFusionMap(many, words, nobody));
    expect(fused.metric).toBeLessThan(0.9 * scaled.metric);
    expect(fused.order).toBeLessThan(0.1 * scaled.order);
  });

  it("puts labels among the images they are near to", async () => {
    const groups = threeGroups(60);
    expect(shareAtOwnLabel(await modalFusionMap(groups.images, groups.labels, groups.relation))).toBeGreaterThan(0.9);
  });

  it("begins at an earlier layout, in its unit", async () => {
    const start = await modalFusionMap(images, labels, relation);
    const begun = await modalFusionMap(images, labels, relation, { start, iterations: 0 });
    expect(begun).toEqual(start);
    const large = { images: start.images.map((x) => 1000 * x), labels: start.labels.map((x) => 1000 * x) };
    const next = await modalFusionMap(images, labels, relation, { start: large, iterations: 50 });
    const moved = Array.from(next.images, (x, t) => Math.abs(x - large.images[t]));
    expect(Math.max(...moved)).toBeGreaterThan(1); // steps grow with the layout
  });
});
