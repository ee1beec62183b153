import fc from "fast-check";
import { lassoHits } from "../../../widgets/src/map/lasso-hits";

const SQUARE = [0, 0, 10, 0, 10, 10, 0, 10];

describe("lassoHits", () => {
  it("are the points inside, in the order of the map", () => {
    const positions = Float32Array.of(5, 5, 11, 5, 1, 9, 5, -1, -3, 4);
    expect(lassoHits(SQUARE, positions, 5)).toEqual([0, 2]);
    expect(lassoHits(SQUARE, positions, 1)).toEqual([0]);
  });

  it("hold what was circled twice: the outline winds around it, though an even number of edges lies beside it", () => {
    const twice = [...SQUARE, ...[2, 2, 12, 2, 12, 12, 2, 12], 2, 2, 0, 0];
    expect(lassoHits(twice, Float32Array.of(5, 5), 1)).toEqual([0]);
  });

  it("do not depend on the way the outline was drawn", () => {
    const backwards = [0, 10, 10, 10, 10, 0, 0, 0];
    const positions = Float32Array.from({ length: 400 }, (_, at) => ((at * 7919) % 200) / 10 - 5);
    expect(lassoHits(backwards, positions, 200)).toEqual(lassoHits(SQUARE, positions, 200));
  });

  it("are none for an outline without area", () => {
    expect(lassoHits([1, 1], Float32Array.of(1, 1), 1)).toEqual([]);
    expect(lassoHits([0, 1, 5, 1, 9, 1], Float32Array.of(1, 1), 1)).toEqual([]);
  });

  it("agree with summing angles around each point", () => {
    const spot = fc.integer({ min: 0, max: 40 });
    const outlines = fc.array(fc.tuple(spot, spot), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(outlines, fc.array(fc.tuple(spot, spot), { maxLength: 30 }), (corners, spots) => {
        // between the whole numbers, so that no point lies on an edge's end
        const points = spots.map(([x, y]) => [x + 0.31, y + 0.47]);
        const hits = new Set(lassoHits(corners.flat(), Float32Array.from(points.flat()), points.length));
        points.forEach((point, place) => {
          const turns = angleTurns(corners, point);
          // a point on an edge may be said to be in or out
          if (Math.abs(turns - Math.round(turns)) < 0.01) expect(hits.has(place)).toBe(Math.round(turns) !== 0);
        });
      }),
    );
  });
});

/** How often a person in the middle must turn to follow the outline. */
function angleTurns(corners: readonly (readonly [number, number])[], [x, y]: readonly number[]): number {
  let sum = 0;
  corners.forEach(([x0, y0], at) => {
    const [x1, y1] = corners[(at + 1) % corners.length];
    const turn = Math.atan2(y1 - y, x1 - x) - Math.atan2(y0 - y, x0 - x);
    sum += turn > Math.PI ? turn - 2 * Math.PI : turn < -Math.PI ? turn + 2 * Math.PI : turn;
  });
  return sum / (2 * Math.PI);
}
