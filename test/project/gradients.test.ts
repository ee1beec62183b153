import { createMatrix } from "../../kernel-helpers/src/linalg/matrix.js";
import { createPace } from "../../kernel-helpers/src/linalg/pace.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { type Affinities, neighborAffinities } from "../../kernel-helpers/src/project/affinities.js";
import { addNeighborGradient } from "../../kernel-helpers/src/project/neighbor-term.js";
import { createQuadtree } from "../../kernel-helpers/src/project/quadtree.js";
import { createRelationTerm } from "../../kernel-helpers/src/project/relation-term.js";
import { repulsion } from "../../kernel-helpers/src/project/repulsion.js";

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

function dense({ offsets, columns, weights }: Affinities): number[][] {
  const n = offsets.length - 1;
  const rows = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) for (let t = offsets[i]; t < offsets[i + 1]; t++) rows[i][columns[t]] += weights[t];
  return rows;
}

describe("neighborAffinities", () => {
  const points = createMatrix(60, 5, Float32Array.from(normals(300, 1)));
  it("are symmetric, sum to 1, and join no point to itself", async () => {
    const rows = dense(await neighborAffinities(points, 6));
    expect(rows.flat().reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    rows.forEach((row, i) => {
      expect(row[i]).toBe(0);
      for (let j = 0; j < i; j++) expect(row[j]).toBeCloseTo(rows[j][i], 15);
    });
  });

  it("weigh nearer neighbours more", async () => {
    const line = createMatrix(5, 2, [1, 0, 1, 0.1, 1, 0.3, 1, 0.7, 1, 2]);
    const rows = dense(await neighborAffinities(line, 2));
    expect(rows[0][1]).toBeGreaterThan(rows[0][2]);
    expect(rows[0][2]).toBeGreaterThan(rows[0][3]);
  });

  it("of points all alike are equal", async () => {
    const rows = dense(await neighborAffinities(createMatrix(4, 2, [1, 0, 1, 0, 1, 0, 1, 0]), 2));
    const expected = rows.flatMap((row, i) => row.map((_, j) => (i === j ? 0 : 1 / 12)));
    expect(largestDifference(rows.flat(), expected)).toBeLessThan(1e-12);
  });
});

describe("addNeighborGradient", () => {
  it("is the gradient of n * KL(p, q)", async () => {
    const n = 20;
    const affinities = await neighborAffinities(createMatrix(n, 4, Float32Array.from(normals(4 * n, 2))), 4);
    const p = dense(affinities);
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
    await addNeighborGradient(affinities, positions, { exaggeration: 1, weight: 1 }, gradient, createPace());
    expect(largestDifference(gradient, numericGradient(objective, positions))).toBeLessThan(1e-7);
  });
});

describe("createRelationTerm", () => {
  const imageLabels = [[0, 1], [1], [], [3, 3, 0], [0, 1, 3]]; // label 2 is carried by none, image 2 carries none
  const weights = { imageText: 0.7, textImage: 0.4 };
  /** The formulas of the docstring, in full. */
  function objective(positions: Float64Array): number {
    const s = (i: number, w: number): number => similarity(positions, i, 5 + w);
    const [images, used] = [
      [0, 1, 2, 3, 4],
      [0, 1, 3],
    ];
    const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
    const mean = (values: number[]): number => sum(values) / values.length;
    const imageText = images.map((i) => {
      const own = [...new Set(imageLabels[i])];
      return own.length === 0 ? 0 : mean(own.map((w) => -Math.log(s(i, w) / sum(used.map((v) => s(i, v))))));
    });
    const textImage = used.map((w) => {
      const own = images.filter((i) => imageLabels[i].includes(w));
      return mean(own.map((i) => -Math.log(s(i, w) / sum(images.map((j) => s(j, w))))));
    });
    return weights.imageText * sum(imageText) + weights.textImage * sum(textImage);
  }

  it("adds the gradient of the two contrastive terms", async () => {
    const positions = normals(18, 4);
    const gradient = new Float64Array(18);
    const term = createRelationTerm({ imageLabels }, 4, weights);
    await term.addGradient(positions, gradient, createPace());
    expect(largestDifference(gradient, numericGradient(objective, positions))).toBeLessThan(1e-8);
    await term.addGradient(positions, gradient, createPace());
    expect(
      largestDifference(
        gradient.map((g) => g / 2),
        numericGradient(objective, positions),
      ),
    ).toBeLessThan(1e-8);
    expect([...term.imagesOfLabel]).toEqual([3, 3, 0, 2]);
  });
});

describe("repulsion through a quadtree", () => {
  const positions = normals(2 * 800, 5, 10);
  const exact = new Float64Array(1600);
  let exactSum = 0;
  beforeAll(async () => {
    exactSum = await repulsion(positions, exact, createPace());
  });

  function treeForces(opening: number): { forces: Float64Array; sum: number } {
    const tree = createQuadtree(positions);
    const forces = new Float64Array(1600);
    let sum = 0;
    for (let i = 0; i < 800; i++) sum += tree.repel(i, opening, forces);
    return { forces, sum };
  }

  it("is exact when no cell is taken as one point", () => {
    const { forces, sum } = treeForces(0);
    expect(sum / exactSum).toBeCloseTo(1, 12);
    expect(largestDifference(forces, exact)).toBeLessThan(1e-12);
  });

  it("comes closer to all pairs as fewer cells count as one point", () => {
    const scale = Math.max(...exact.map(Math.abs));
    const errors = [0.6, 0.3, 0.1].map((opening) => {
      const { forces, sum } = treeForces(opening);
      return { sum: Math.abs(sum / exactSum - 1), force: largestDifference(forces, exact) / scale };
    });
    expect(errors[0].sum).toBeLessThan(0.02);
    expect(errors[0].force).toBeLessThan(0.06);
    expect(errors[1].force).toBeLessThan(errors[0].force / 3);
    expect(errors[2].force).toBeLessThan(errors[1].force / 3);
  });

  it("copes with points in one place", () => {
    const stacked = new Float64Array(2 * 300).fill(3);
    const forces = new Float64Array(600);
    const tree = createQuadtree(stacked);
    expect(tree.repel(0, 0.6, forces)).toBeCloseTo(299, 9);
    expect(forces.every((f) => Math.abs(f) < 1e-9)).toBe(true);
  });

  it("takes over beyond 1500 points and agrees with all pairs in the sum", async () => {
    const many = normals(2 * 1600, 6, 20);
    let pairs = 0;
    for (let i = 0; i < 1600; i++) for (let j = 0; j < i; j++) pairs += 2 * similarity(many, i, j);
    expect(Math.abs((await repulsion(many, new Float64Array(3200), createPace())) / pairs - 1)).toBeLessThan(0.02);
  });
});
