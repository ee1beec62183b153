import { createMatrix, matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { dataContextMap } from "../../kernel-helpers/src/project/data-context-map.js";
import { fusedDistances } from "../../kernel-helpers/src/project/fused-distances.js";
import type { Layout } from "../../kernel-helpers/src/types.js";
import { context } from "../golden/projection-peers.json";
import { shareAtOwnLabel, threeGroups } from "./three-groups.js";

const images = matrixFromRows(context.images);
const labels = matrixFromRows(context.labels);
const wider = matrixFromRows(context.labels.map((row) => [...row, 0])); // the same angles, another width
const relation = { imageLabels: context.imageLabels };

function largestDifference(a: ArrayLike<number>, b: readonly number[]): number {
  return Math.max(...b.map((value, t) => Math.abs(value - a[t])));
}

function stress({ images: shown, labels: shownLabels }: Layout, given: readonly (readonly number[])[]): number {
  const positions = [...shown, ...shownLabels];
  const distance = (i: number, j: number): number =>
    Math.hypot(positions[2 * i] - positions[2 * j], positions[2 * i + 1] - positions[2 * j + 1]);
  return given.flatMap((row, i) => row.map((d, j) => (d - distance(i, j)) ** 2 / 2)).reduce((a, b) => a + b);
}

describe("fusedDistances", () => {
  it("joins three blocks of cosine distances, each with a mean of 1", async () => {
    const fused = await fusedDistances(images, labels, [0, 1, 2], relation);
    expect([fused.rows, fused.columns]).toEqual([11, 11]);
    expect(largestDifference(fused.data, context.fusedByCosine.flat())).toBeLessThan(1e-6); // numpy and scikit-learn
  });

  it("asks the relation where vectors of images and labels cannot be compared", async () => {
    const fused = await fusedDistances(images, wider, [0, 1, 2], relation);
    expect(largestDifference(fused.data, context.fusedByRelation.flat())).toBeLessThan(1e-6);
  });

  it("takes the labels named only", async () => {
    const fused = await fusedDistances(images, labels, [2], relation);
    expect(fused.rows).toBe(9);
    const toLabel = Array.from({ length: 8 }, (_, i) => fused.data[9 * i + 8]);
    expect(toLabel.reduce((a, b) => a + b) / 8).toBeCloseTo(1, 6);
  });
});

describe("dataContextMap", () => {
  it("reaches scikit-learn's stress", async () => {
    const reached = stress(await dataContextMap(images, labels, relation), context.fusedByCosine);
    expect(reached).toBeLessThan(context.stress.classicalStart * 1.01); // scikit-learn 1.9: 2.411
  });

  it("puts labels among the images they are near to, by vectors or by the relation", async () => {
    const groups = threeGroups(60);
    const nobody = { imageLabels: groups.relation.imageLabels.map(() => []) };
    expect(shareAtOwnLabel(await dataContextMap(groups.images, groups.labels, nobody))).toBeGreaterThan(0.9);
    const named = createMatrix(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]); // vectors that say nothing about images
    expect(shareAtOwnLabel(await dataContextMap(groups.images, named, groups.relation))).toBeGreaterThan(0.9);
  });
});
