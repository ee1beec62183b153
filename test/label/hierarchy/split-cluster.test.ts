import { splitCluster } from "../../../kernel-helpers/src/label/hierarchy/split-cluster";
import { squaredDistances } from "../../../kernel-helpers/src/label/hierarchy/squared-distances";
import { createMatrix, matrixFromRows } from "../../../kernel-helpers/src/linalg/matrix";
import { createRandom, randomNormal } from "../../../kernel-helpers/src/linalg/random";

function split(points: readonly (readonly number[])[], most: number, seed = 1): number[] {
  const parts = splitCluster(squaredDistances(matrixFromRows(points)), most, createRandom(seed));
  expect(parts.flat().sort((a, b) => a - b)).toEqual(points.map((_, i) => i));
  return parts.map((part) => part.length);
}

describe("splitCluster", () => {
  it("finds the number of parts that lie apart", () => {
    const random = createRandom(3);
    const centres = [0, 10, 20, 30, 40];
    const points = centres.flatMap((x) =>
      Array.from({ length: 6 }, () => [x + randomNormal(random), randomNormal(random)]),
    );
    expect(split(points, 8)).toEqual([6, 6, 6, 6, 6]);
  });

  it("does not part one far thing from all others, which the silhouette alone would", () => {
    const points = Array.from({ length: 20 }, (_, i) => [i]).concat([[200]]);
    expect(Math.max(...split(points, 8))).toBeLessThanOrEqual(10);
  });

  it("makes many parts of what has no clusters, rather than a deep tree", () => {
    const counts = [1, 2, 3, 4, 5].map((seed) => {
      const random = createRandom(seed);
      return split(
        Array.from({ length: 40 }, () => [randomNormal(random), randomNormal(random), randomNormal(random)]),
        8,
        seed,
      ).length;
    });
    // 34 when this was written; by the best silhouette alone 25
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(30);
  });

  it("cuts things in one place into equal parts in their order", () => {
    const distances = squaredDistances(createMatrix(10, 2));
    expect(splitCluster(distances, 4, createRandom(1))).toEqual([
      [0, 1, 2],
      [3, 4, 5, 6],
      [7, 8, 9],
    ]);
  });
});
