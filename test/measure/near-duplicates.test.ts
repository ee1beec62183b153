import fc from "fast-check";
import { createMatrix, dot, normalizeRows, rowOf } from "../../kernel-helpers/src/linalg/matrix.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { joinPairs, similarPairs } from "../../kernel-helpers/src/measure/near-duplicates.js";

describe("similarPairs", () => {
  it("finds each pair once that is alike enough, whatever the rows' lengths", async () => {
    const rows = createMatrix(4, 2, [1, 0, 0, 1, 5, 0.1, 0, 0.2]);
    const pairs = await similarPairs(rows, 0.99);
    expect(pairs.map(({ a, b }) => [a, b])).toEqual([
      [0, 2],
      [1, 3],
    ]);
    // by hand: 5 / |(5, 0.1)|
    expect(pairs[0].similarity).toBeCloseTo(5 / Math.hypot(5, 0.1), 6);
    expect(pairs[1].similarity).toBeCloseTo(1, 12);
  });

  it("looks at every pair, also beyond one tile", async () => {
    const random = createRandom(3);
    const rows = createMatrix(
      300,
      3,
      Array.from({ length: 900 }, () => randomNormal(random)),
    );
    const unit = normalizeRows(rows);
    const plain = Array.from({ length: 300 }, (_, a) => a).flatMap((a) =>
      Array.from({ length: a }, (_, b) => [b, a]).filter(([b]) => dot(rowOf(unit, a), rowOf(unit, b)) >= 0.98),
    );
    const found = (await similarPairs(rows, 0.98)).map(({ a, b }) => [a, b]);
    expect(found.length).toBeGreaterThan(100);
    expect(found).toEqual(plain.sort(([a, b], [c, d]) => a - c || b - d));
  });

  it.each([0, -1, 1.1, Number.NaN])("refuses a threshold of %d", async (atLeast) => {
    await expect(similarPairs(createMatrix(1, 1, [1]), atLeast)).rejects.toThrow(RangeError);
  });

  it("takes no rows, and stops when it is asked to", async () => {
    expect(await similarPairs(createMatrix(0, 3), 0.9)).toEqual([]);
    await expect(similarPairs(createMatrix(2, 1, [1, Number.NaN]), 0.9)).rejects.toThrow(RangeError);
  });
});

describe("joinPairs", () => {
  it("puts what is joined, however indirectly, into one set, the largest first", () => {
    const pair = (a: number, b: number) => ({ a, b, similarity: 1 });
    expect(joinPairs([pair(5, 6), pair(0, 2), pair(2, 4), pair(1, 4)])).toEqual([
      [0, 1, 2, 4],
      [5, 6],
    ]);
    expect(joinPairs([])).toEqual([]);
  });

  it("has each row in one set, and both rows of a pair in the same", () => {
    const number = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number).filter(([a, b]) => a !== b)), (tuples) => {
        const pairs = tuples.map(([a, b]) => ({ a: Math.min(a, b), b: Math.max(a, b), similarity: 1 }));
        const sets = joinPairs(pairs);
        const all = sets.flat();
        expect(new Set(all).size).toBe(all.length);
        for (const { a, b } of pairs) expect(sets.find((rows) => rows.includes(a))).toContain(b);
        expect(all.sort()).toEqual([...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort());
      }),
    );
  });
});
