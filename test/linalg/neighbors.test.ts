import fc from "fast-check";
import { dot, matrixFromRows, normalizeRows, rowOf } from "../../kernel-helpers/src/linalg/matrix.js";
import { nearestNeighbors, nearestReferences } from "../../kernel-helpers/src/linalg/neighbors.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import type { Matrix } from "../../kernel-helpers/src/types.js";

jest.setTimeout(30_000); // 40 drawn cases, well under a second on an idle machine

function cloud(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return matrixFromRows(
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => randomNormal(random))),
    columns,
  );
}

/** The plain form: sort everything. */
function sortedNeighbors(queries: Matrix, references: Matrix, k: number): number[][] {
  const [q, r] = [normalizeRows(queries), normalizeRows(references)];
  return Array.from({ length: q.rows }, (_, i) => {
    const others = Array.from({ length: r.rows }, (_, j) => j).filter((j) => queries !== references || j !== i);
    const similarity = others.map((j) => ({ j, s: dot(rowOf(q, i), rowOf(r, j)) }));
    return similarity
      .sort((a, b) => b.s - a.s || a.j - b.j)
      .slice(0, k)
      .map(({ j }) => j);
  });
}

function rowsOf(indices: Int32Array, rows: number, k: number): number[][] {
  return Array.from({ length: rows }, (_, i) => [...indices.subarray(i * k, (i + 1) * k)]);
}

describe("nearestNeighbors", () => {
  it("finds what sorting all similarities finds, for any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 150 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(20),
        fc.nat(),
        async (n, d, k, seed) => {
          const points = cloud(n, d, seed);
          const nearest = await nearestNeighbors(points, k);
          expect(nearest.k).toBe(Math.min(k, n - 1));
          if (d > 1) expect(rowsOf(nearest.indices, n, nearest.k)).toEqual(sortedNeighbors(points, points, nearest.k));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("lists equal neighbours in order of index", async () => {
    const points = matrixFromRows([
      [1, 0],
      [1, 0],
      [2, 0],
      [0, 1],
    ]);
    expect(rowsOf((await nearestNeighbors(points, 2)).indices, 4, 2)).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
    ]);
  });

  it("copes with no rows, one row and zero rows", async () => {
    expect((await nearestNeighbors(matrixFromRows([], 3), 5)).indices).toHaveLength(0);
    expect((await nearestNeighbors(cloud(1, 3, 1), 5)).k).toBe(0);
    expect([...(await nearestNeighbors(matrixFromRows([[0], [0]]), 1)).similarities]).toEqual([0, 0]);
  });

  it("lets other work run while it computes, and stops when told to", async () => {
    const points = cloud(800, 128, 1);
    let ticks = 0;
    setImmediate(() => ticks++);
    await nearestNeighbors(points, 10);
    expect(ticks).toBe(1);
    const controller = new AbortController();
    setImmediate(() => controller.abort(new Error("enough")));
    await expect(nearestNeighbors(points, 10, { signal: controller.signal })).rejects.toThrow("enough");
  });
});

describe("nearestReferences", () => {
  it("finds what sorting all similarities finds", async () => {
    const [queries, references] = [cloud(67, 5, 1), cloud(131, 5, 2)];
    const nearest = await nearestReferences(queries, references, 7);
    expect(rowsOf(nearest.indices, 67, 7)).toEqual(sortedNeighbors(queries, references, 7));
  });

  it("refuses embeddings of two widths", async () => {
    await expect(nearestReferences(cloud(2, 3, 1), cloud(2, 4, 1), 1)).rejects.toThrow(RangeError);
  });
});
