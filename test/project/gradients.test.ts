import { createMatrix } from "../../kernel-helpers/src/linalg/matrix.js";
import { nearestNeighbors } from "../../kernel-helpers/src/linalg/neighbors.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { jointAffinities } from "../../kernel-helpers/src/project/affinities.js";
import { crossTargets } from "../../kernel-helpers/src/project/cross-targets.js";
import { createCrossTerm } from "../../kernel-helpers/src/project/cross-term.js";
import { addNeighborGradient } from "../../kernel-helpers/src/project/neighbor-term.js";
import { buildPointTree } from "../../kernel-helpers/src/project/point-tree.js";
import { similarityField } from "../../kernel-helpers/src/project/similarity-field.js";
import { type SparseRows, transposed, weightedSum } from "../../kernel-helpers/src/project/sparse-rows.js";
import type { Matrix } from "../../kernel-helpers/src/types.js";

function normals(length: number, seed: number, scale = 1): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length }, () => scale * randomNormal(random));
}

function similarity(positions: Float64Array, i: number, j: number): number {
  return 1 / (1 + (positions[2 * i] - positions[2 * j]) ** 2 + (positions[2 * i + 1] - positions[2 * j + 1]) ** 2);
}

/** Central differences of a function of all coordinates. */
function numericGradient(objective: (positions: Float64Array) => number, positions: Float64Array): number[] {
  const h = 1e-5;
  return Array.from(positions, (_, t) => {
    const [up, down] = [Float64Array.from(positions), Float64Array.from(positions)];
    up[t] += h;
    down[t] -= h;
    return (objective(up) - objective(down)) / (2 * h);
  });
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, t) => Math.abs(value - b[t])));
}

function dense({ offsets, columns, weights }: SparseRows, width: number): number[][] {
  return Array.from({ length: offsets.length - 1 }, (_, i) => {
    const row = new Array<number>(width).fill(0);
    for (let t = offsets[i]; t < offsets[i + 1]; t++) row[columns[t]] += weights[t];
    return row;
  });
}

async function affinitiesOf(points: Matrix, perplexity: number): Promise<SparseRows> {
  return jointAffinities(await nearestNeighbors(points, 3 * perplexity), perplexity, points.rows);
}

describe("sparse rows", () => {
  const first = {
    offsets: Int32Array.of(0, 2, 2, 3),
    columns: Int32Array.of(0, 2, 1),
    weights: Float64Array.of(1, 2, 3),
  };
  const second = { offsets: Int32Array.of(0, 1, 2, 2), columns: Int32Array.of(2, 0), weights: Float64Array.of(5, 7) };

  it("turn into columns and back", () => {
    expect(dense(transposed(first, 3), 3)).toEqual([
      [1, 0, 0],
      [0, 0, 3],
      [2, 0, 0],
    ]);
    expect(dense(transposed(transposed(first, 3), 3), 3)).toEqual(dense(first, 3));
  });

  it("add up entry by entry", () => {
    expect(dense(weightedSum(2, first, 10, second, 3), 3)).toEqual([
      [2, 0, 54],
      [70, 0, 0],
      [0, 6, 0],
    ]);
  });
});

describe("jointAffinities", () => {
  const points = createMatrix(60, 5, Float32Array.from(normals(300, 1)));
  it("are symmetric, sum to 1, and join no point to itself", async () => {
    const rows = dense(await affinitiesOf(points, 6), 60);
    expect(rows.flat().reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    rows.forEach((row, i) => {
      expect(row[i]).toBe(0);
      for (let j = 0; j < i; j++) expect(row[j]).toBeCloseTo(rows[j][i], 15);
    });
  });

  it("weigh nearer neighbours more", async () => {
    const line = createMatrix(5, 2, [1, 0, 1, 0.1, 1, 0.3, 1, 0.7, 1, 2]);
    const rows = dense(await affinitiesOf(line, 2), 5);
    expect(rows[0][1]).toBeGreaterThan(rows[0][2]);
    expect(rows[0][2]).toBeGreaterThan(rows[0][3]);
  });

  it("of points all alike are equal", async () => {
    const rows = dense(await affinitiesOf(createMatrix(4, 2, [1, 0, 1, 0, 1, 0, 1, 0]), 2), 4);
    const expected = rows.flatMap((row, i) => row.map((_, j) => (i === j ? 0 : 1 / 12)));
    expect(largestDifference(rows.flat(), expected)).toBeLessThan(1e-12);
  });
});

describe("addNeighborGradient", () => {
  it("is the gradient of n * KL(p, q)", async () => {
    const n = 20;
    const affinities = await affinitiesOf(createMatrix(n, 4, Float32Array.from(normals(4 * n, 2))), 4);
    const p = dense(affinities, n);
    const objective = (positions: Float64Array): number => {
      let sum = 0;
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) sum += similarity(positions, i, j);
      let divergence = 0;
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++)
          if (p[i][j] > 0) divergence += p[i][j] * Math.log((p[i][j] * sum) / similarity(positions, i, j));
      }
      return n * divergence;
    };
    const positions = normals(2 * n, 3);
    const gradient = new Float64Array(2 * n);
    const settings = { exaggeration: 1, weight: 1 };
    addNeighborGradient(affinities, positions, buildPointTree(positions), settings, gradient);
    expect(largestDifference(gradient, numericGradient(objective, positions))).toBeLessThan(1e-7);
  });
});

describe("crossTargets", () => {
  // image 2 carries nothing, label 2 is carried by none; label 3 is named twice by image 3
  const relation = { imageLabels: [[0, 1], [1], [], [3, 3]] };
  const neighbors = {
    imagesOfLabel: {
      k: 2,
      indices: Int32Array.of(0, 2, 1, 2, 2, 3, 3, 0),
      similarities: Float64Array.of(0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0, 0), // label 3 has no vector
    },
    labelsOfImage: {
      k: 1,
      indices: Int32Array.of(1, 1, 2, 0),
      similarities: Float64Array.of(0.5, 0.5, 0.5, 0.5),
    },
  };

  it("are shares of the relation alone where labels and images have no common space", () => {
    const { imagesOfLabel, labelsOfImage } = crossTargets(relation, 4, null);
    expect(dense(labelsOfImage, 4)).toEqual([
      [0.5, 0.5, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 1],
    ]);
    expect(dense(imagesOfLabel, 4)).toEqual([
      [1, 0, 0, 0],
      [0.5, 0.5, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 1],
    ]);
  });

  it("follow the weights of the relation", () => {
    const weighted = { imageLabels: [[0, 1], [1]], weights: [[1, 3], [2]] };
    const { imagesOfLabel, labelsOfImage } = crossTargets(weighted, 2, null);
    expect(dense(labelsOfImage, 2)[0]).toEqual([0.25, 0.75]);
    expect(dense(imagesOfLabel, 2)[1]).toEqual([0.6, 0.4]);
  });

  it("mix in what is near, and take it whole where the relation is silent", () => {
    const { imagesOfLabel, labelsOfImage } = crossTargets(relation, 4, neighbors);
    const [byLabel, byImage] = [dense(imagesOfLabel, 4), dense(labelsOfImage, 4)];
    expect(largestDifference(byLabel[0], [0.75 + 0.125, 0, 0.125, 0])).toBeLessThan(1e-12); // a quarter shared by two near images
    expect(largestDifference(byLabel[2], [0, 0, 0.5, 0.5])).toBeLessThan(1e-12); // carried by none
    expect(byLabel[3]).toEqual([0, 0, 0, 1]); // no vector
    expect(largestDifference(byImage[0], [0.25, 0.75, 0, 0])).toBeLessThan(1e-12); // half and half
    expect(byImage[2]).toEqual([0, 0, 1, 0]);
  });
});

describe("createCrossTerm", () => {
  const [images, labels] = [5, 4];
  const relation = { imageLabels: [[0, 1], [1], [], [3, 3, 0], [0, 1, 3]] }; // label 2 is carried by none, image 2 carries none
  const targets = crossTargets(relation, labels, null);

  /** The formulas of the docstring, in full; few images, so an image weighs the most it may. */
  function objective(positions: Float64Array): number {
    const s = (i: number, w: number): number => similarity(positions, i, images + w);
    const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
    const [all, used] = [
      [0, 1, 2, 3, 4],
      [0, 1, 3],
    ];
    const [perImage, perLabel] = [dense(targets.labelsOfImage, labels), dense(targets.imagesOfLabel, images)];
    const imageText = all.map((i) =>
      sum(used.map((w) => -perImage[i][w] * Math.log(s(i, w) / sum(used.map((v) => s(i, v)))))),
    );
    const textImage = used.map((w) =>
      sum(all.map((i) => -perLabel[w][i] * Math.log(s(i, w) / sum(all.map((j) => s(j, w)))))),
    );
    return 1.25 * sum(imageText) + 5 * sum(textImage);
  }

  it("adds the gradient of the two contrastive terms", () => {
    const positions = normals(2 * (images + labels), 4);
    const gradient = new Float64Array(positions.length);
    const term = createCrossTerm(targets, images, labels);
    const imageTree = buildPointTree(positions.subarray(0, 2 * images));
    term.addGradient(positions, imageTree, 1, gradient);
    expect(largestDifference(gradient, numericGradient(objective, positions))).toBeLessThan(1e-7);
    term.addGradient(positions, imageTree, 1, gradient);
    const half = gradient.map((g) => g / 2);
    expect(largestDifference(half, numericGradient(objective, positions))).toBeLessThan(1e-7);
    expect([...term.labelMasses]).toEqual(
      [0.5 + 0.5 + 1 / 3, 0.5 + 1 + 1 / 3, 0, 0.5 + 1 / 3].map((x) => expect.closeTo(1.25 * x, 12)),
    );
  });
});

describe("similarityField", () => {
  const [sources, targets] = [normals(2 * 800, 5, 10), normals(2 * 300, 6, 12)];
  const weights = normals(800, 7).map(Math.abs);

  /** The definition, pair by pair. */
  function byPairs(from: Float64Array, to: Float64Array, mass: Float64Array): { sums: number[]; pushes: number[] } {
    const sums = new Array<number>(to.length / 2).fill(0);
    const pushes = new Array<number>(to.length).fill(0);
    for (let i = 0; i < sums.length; i++) {
      for (let j = 0; j < mass.length; j++) {
        const [dx, dy] = [to[2 * i] - from[2 * j], to[2 * i + 1] - from[2 * j + 1]];
        const s = 1 / (1 + dx * dx + dy * dy);
        sums[i] += mass[j] * s;
        pushes[2 * i] += mass[j] * s * s * dx;
        pushes[2 * i + 1] += mass[j] * s * s * dy;
      }
    }
    return { sums, pushes };
  }

  it("is exact when no square acts as one", () => {
    const expected = byPairs(sources, targets, weights);
    const field = similarityField(buildPointTree(sources), weights, buildPointTree(targets), 0);
    expect(largestDifference(field.sums, expected.sums)).toBeLessThan(1e-10);
    expect(largestDifference(field.pushes, expected.pushes)).toBeLessThan(1e-10);
  });

  it("comes closer to all pairs as fewer squares act as one", () => {
    const expected = byPairs(sources, sources, new Float64Array(800).fill(1));
    const scale = Math.max(...expected.pushes.map(Math.abs));
    const tree = buildPointTree(sources);
    const errors = [0.6, 0.3, 0.1].map((opening) => {
      const field = similarityField(tree, null, tree, opening);
      return {
        sum: Math.max(...expected.sums.map((sum, i) => Math.abs(field.sums[i] / sum - 1))),
        push: largestDifference(field.pushes, expected.pushes) / scale,
      };
    });
    expect(errors[0].sum).toBeLessThan(0.05);
    expect(errors[0].push).toBeLessThan(0.06);
    expect(errors[1].push).toBeLessThan(errors[0].push / 2);
    expect(errors[2].push).toBeLessThan(errors[1].push / 2);
  });

  it("copes with points in one place, with one point, and with none", () => {
    const stacked = buildPointTree(new Float64Array(2 * 300).fill(3));
    const field = similarityField(stacked, null, stacked, 0.6);
    expect([...field.sums].every((sum) => Math.abs(sum - 300) < 1e-9)).toBe(true);
    expect(field.pushes.every((push) => Math.abs(push) < 1e-9)).toBe(true);
    const one = buildPointTree(Float64Array.of(1, 2));
    expect([...similarityField(one, null, one, 0.6).sums]).toEqual([1]);
    expect(similarityField(buildPointTree(new Float64Array(0)), null, one, 0.6).sums[0]).toBe(0);
  });
});

describe("buildPointTree", () => {
  it("holds every point once, in squares whose leaves partition the order", () => {
    const positions = normals(2 * 500, 8);
    const tree = buildPointTree(positions);
    expect([...tree.order].sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, i) => i));
    let place = 0;
    for (const leaf of tree.leaves) {
      expect(tree.start[leaf]).toBe(place);
      place = tree.end[leaf];
    }
    expect(place).toBe(500);
    expect(tree.skip[0]).toBe(tree.squares);
    tree.order.forEach((i, at) => {
      expect([tree.x[at], tree.y[at]]).toEqual([positions[2 * i], positions[2 * i + 1]]);
    });
  });
});
