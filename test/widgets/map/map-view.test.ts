import { fitView, moveBy, toPixels, toUnits, zoomAround } from "../../../widgets/src/map/map-view";

const SIZE = { width: 400, height: 200 };
const WHOLE = fitView({ x: [0, 10], y: [0, 10] }, SIZE);

describe("a view of the map", () => {
  it("holds the whole map, with one unit as long down as across", () => {
    expect(WHOLE).toEqual({ x: 5, y: 5, scale: 20 });
    expect(toPixels(WHOLE, SIZE, 0, 10)).toEqual([100, 0]);
    expect(toPixels(WHOLE, SIZE, 10, 0)).toEqual([300, 200]);
  });

  it("keeps what is under the pointer there when it is zoomed", () => {
    const under = toUnits(WHOLE, SIZE, 130, 60);
    const near = zoomAround(WHOLE, WHOLE, SIZE, 8, 130, 60);
    const [left, top] = toPixels(near, SIZE, ...under);
    expect([left, top, near.scale]).toEqual([expect.closeTo(130), expect.closeTo(60), 160]);
  });

  it("cannot be zoomed out of sight", () => {
    expect(zoomAround(WHOLE, WHOLE, SIZE, 1e-9, 0, 0).scale).toBe(10);
    expect(zoomAround(WHOLE, WHOLE, SIZE, 1e9, 0, 0).scale).toBe(40_000);
  });

  it("follows a drag", () => {
    const before = toPixels(WHOLE, SIZE, 3, 4);
    const after = toPixels(moveBy(WHOLE, 30, -12), SIZE, 3, 4);
    expect([after[0] - before[0], after[1] - before[1]]).toEqual([expect.closeTo(30), expect.closeTo(-12)]);
  });
});
