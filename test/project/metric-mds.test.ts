import { createMatrix, matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { classicalMds } from "../../kernel-helpers/src/project/classical-mds.js";
import { cosineDistanceMatrix } from "../../kernel-helpers/src/project/cosine-distance-matrix.js";
import { metricMds } from "../../kernel-helpers/src/project/metric-mds.js";
import { smacof } from "../../kernel-helpers/src/project/smacof.js";
import type { Matrix } from "../../kernel-helpers/src/types.js";
import { digits } from "../golden/projection-peers.json";
import { threeGroups, withoutPoints } from "./three-groups.js";

jest.setTimeout(60_000);

function normals(length: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length }, () => randomNormal(random));
}

function shownDistances(positions: ArrayLike<number>): number[][] {
  const rows = Array.from({ length: positions.length / 2 }, (_, i) => i);
  const distance = (i: number, j: number): number =>
    Math.hypot(positions[2 * i] - positions[2 * j], positions[2 * i + 1] - positions[2 * j + 1]);
  return rows.map((i) => rows.map((j) => distance(i, j)));
}

/** Sum over pairs of (given - shown)^2. */
function stress({ rows: n, data }: Matrix, positions: ArrayLike<number>): number {
  return shownDistances(positions)
    .flatMap((row, i) => row.map((shown, j) => (data[i * n + j] - shown) ** 2 / 2))
    .reduce((a, b) => a + b, 0);
}

describe("smacof", () => {
  const given = matrixFromRows(
    shownDistances(normals(60, 1)).map((row, i) => row.map((d, j) => d * (1 + ((i + j) % 3)))),
  );

  it("never raises the stress", async () => {
    for (const seed of [2, 3, 4]) {
      const stresses: number[] = [];
      const onStep = (_done: number, value: number): unknown => stresses.push(value);
      await smacof(given, normals(60, seed), { iterations: 200, tolerance: 0, onStep });
      expect(stresses.length).toBeGreaterThan(50);
      for (const [t, value] of stresses.slice(1).entries()) {
        expect(value).toBeLessThanOrEqual(stresses[t] * (1 + 1e-12));
      }
    }
  });

  it("reports the stress of its positions, and keeps their mean", async () => {
    const start = normals(60, 2).map((x) => x + 7);
    const reported: number[] = [];
    const first = await smacof(given, start, { iterations: 1 });
    await smacof(given, start, { iterations: 2, onStep: (_done, value) => reported.push(value) });
    expect(reported[0] / stress(given, start)).toBeCloseTo(1, 9);
    expect(reported[1] / stress(given, first)).toBeCloseTo(1, 9);
    const mean = (positions: Float64Array): number => positions.reduce((a, b) => a + b) / 60;
    expect(mean(first)).toBeCloseTo(mean(start), 9);
  });

  it("finds a plane again from its distances", async () => {
    const distances = matrixFromRows(shownDistances(normals(40, 8)));
    const found = await smacof(distances, await classicalMds(distances), { iterations: 300 });
    expect(stress(distances, found)).toBeLessThan(1e-9);
  });
});

describe("classicalMds", () => {
  it("is exact for distances of a plane", async () => {
    const distances = matrixFromRows(shownDistances(normals(40, 6)));
    expect(stress(distances, await classicalMds(distances))).toBeLessThan(1e-6);
  });

  it("puts points without distances in one place", async () => {
    expect([...(await classicalMds(createMatrix(5, 5)))].every((x) => x === 0)).toBe(true);
  });
});

describe("metricMds", () => {
  it("reaches scikit-learn's stress on handwritten digits", async () => {
    const points = matrixFromRows(digits.images);
    const { images } = await metricMds(points, createMatrix(0, 64), { imageLabels: digits.images.map(() => []) });
    const reached = stress(await cosineDistanceMatrix(points), images);
    const { classicalStart, randomStarts } = digits.stress; // scikit-learn 1.9: 90.95 from the same start, 87.7 to 101.2 from random ones
    expect(reached).toBeLessThan(classicalStart * 1.01);
    expect(reached).toBeLessThan(randomStarts.reduce((a, b) => a + b) / randomStarts.length);
  });

  it("goes on from an earlier layout without turning: what was settled stays, new points join their neighbours", async () => {
    const { images, labels, relation } = threeGroups(60);
    const earlier = await metricMds(images, labels, relation);
    const next = await metricMds(images, labels, relation, { start: withoutPoints(earlier, [4, 5, 17], [2]) });
    const moved = Array.from(next.images, (x, t) => Math.abs(x - earlier.images[t])).sort((a, b) => a - b);
    expect(moved[60]).toBeLessThan(0.02); // positions span about 1.5
  });

  it("refuses what would not fit in memory, and says what to use", async () => {
    const many = createMatrix(4001, 1);
    const nothing = { imageLabels: new Array<number[]>(4001).fill([]) };
    await expect(metricMds(many, createMatrix(2, 1), nothing)).rejects.toThrow(
      'metricMds: 4001 images and 0 labels need a table of all their distances; use "m2m" or "tsne", or select at most 4000 of them.',
    );
  });
});
