import fc from "fast-check";
import { applyGesture } from "../../widgets/src/map/apply-gesture";
import { mapExtent } from "../../widgets/src/map/map-extent";
import { mapSeries } from "../../widgets/src/map/map-series";
import { type LabelCandidate, placeLabels } from "../../widgets/src/map/place-labels";
import { nextClassSelection } from "../../widgets/src/panels/map-legend";
import { FLAG_GENERATED, FLAG_REJECTED, FLAG_WANTED } from "../../widgets/src/protocol";
import { madeUpColumns } from "./made-up-columns";

describe("placeLabels", () => {
  const at = (text: string, x: number, y: number, count: number): LabelCandidate => ({ text, x, y, count });

  it("shows the more frequent of two labels in one place", () => {
    const placed = placeLabels([at("rare", 100, 100, 2), at("often", 102, 101, 50)], 400, 300);
    expect(placed.map((label) => label.text)).toEqual(["often"]);
  });

  it("shows both where there is room, the more frequent one larger", () => {
    const [often, rare] = placeLabels([at("rare", 100, 200, 2), at("often", 100, 100, 50)], 400, 300);
    expect([often.text, rare.text]).toEqual(["often", "rare"]);
    expect(often.fontSize).toBeGreaterThan(rare.fontSize);
  });

  it("leaves out what would stick out of the view", () => {
    expect(placeLabels([at("at the edge", 2, 100, 5), at("below", 100, 299, 5)], 400, 300)).toEqual([]);
  });

  it("never lets two labels touch", () => {
    const label = fc.record({
      text: fc.string({ minLength: 1, maxLength: 12 }),
      x: fc.integer({ min: 0, max: 500 }),
      y: fc.integer({ min: 0, max: 300 }),
      count: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(label, { maxLength: 40 }), (labels) => {
        const placed = placeLabels(labels, 500, 300);
        for (const [index, a] of placed.entries()) {
          for (const b of placed.slice(index + 1)) {
            const apartX = Math.abs(a.x - b.x) >= 0.28 * (a.text.length * a.fontSize + b.text.length * b.fontSize);
            const apartY = Math.abs(a.y - b.y) >= 0.625 * (a.fontSize + b.fontSize);
            expect(apartX || apartY).toBe(true);
          }
        }
      }),
    );
  });
});

describe("mapExtent", () => {
  it("holds all images with air around", () => {
    const { x, y } = mapExtent(Float32Array.of(0, 10, 100, 20), 2);
    expect(x).toEqual([-4, 104]);
    expect(y).toEqual([9.6, 20.4]);
  });

  it("makes room for labels, but not for one far out", () => {
    const near = mapExtent(Float32Array.of(0, 0, 100, 100, 102, 50), 2);
    expect(near.x).toEqual([-4, 106]);
    const far = mapExtent(Float32Array.of(0, 0, 100, 100, 900, 50), 2);
    expect(far.x).toEqual([-4, 107]);
  });

  it("has an area even for one image and for none", () => {
    expect(mapExtent(Float32Array.of(3, 4), 1)).toEqual({ x: [2, 4], y: [3, 5] });
    expect(mapExtent(new Float32Array(), 0)).toEqual({ x: [-1, 1], y: [-1, 1] });
  });
});

describe("mapSeries", () => {
  it("puts each image into one series: rejected before wanted before its origin", () => {
    const columns = madeUpColumns(3);
    const flags = new Uint8Array(30);
    flags[1] = FLAG_GENERATED;
    flags[2] = FLAG_GENERATED | FLAG_WANTED;
    flags[3] = FLAG_GENERATED | FLAG_REJECTED;
    const series = mapSeries({ ...columns, flags });
    expect([series.generated, series.wanted, series.rejected]).toEqual([[1], [2], [3]]);
    expect(series.original).toHaveLength(27);
  });
});

describe("applyGesture", () => {
  it.each([
    ["replace", ["c", "c"], ["c"]],
    ["add", ["b", "c"], ["a", "b", "c"]],
    ["toggle", ["b", "c"], ["a", "c"]],
  ] as const)("%s %j makes a, b into %j", (mode, ids, after) => {
    expect(applyGesture(["a", "b"], { ids, mode })).toEqual(after);
  });
});

describe("nextClassSelection", () => {
  const map = madeUpColumns(3);
  it("takes the generated images of a class first, then all of it", () => {
    const generated = nextClassSelection(map, 1, []);
    expect(generated).toEqual(["image-4", "image-5"]);
    expect(nextClassSelection(map, 1, generated)).toEqual(["image-3", "image-4", "image-5"]);
  });
});
