import { applyGesture } from "../../widgets/src/map/apply-gesture";
import { mapExtent } from "../../widgets/src/map/map-extent";
import { seriesOf } from "../../widgets/src/map/map-series";
import { nextClassSelection } from "../../widgets/src/panels/map-legend";
import { FLAG_GENERATED, FLAG_REJECTED, FLAG_WANTED } from "../../widgets/src/protocol";
import { madeUpColumns } from "./made-up-columns";

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

describe("seriesOf", () => {
  it("puts each image into one series: rejected before wanted before its origin", () => {
    const columns = madeUpColumns(3);
    const flags = new Uint8Array(30);
    flags[1] = FLAG_GENERATED;
    flags[2] = FLAG_GENERATED | FLAG_WANTED;
    flags[3] = FLAG_GENERATED | FLAG_REJECTED;
    const looks = [0, 1, 2, 3].map((place) => seriesOf({ ...columns, flags }, place));
    expect(looks).toEqual(["original", "generated", "wanted", "rejected"]);
  });
});

describe("applyGesture", () => {
  it.each([
    ["replace", ["c", "c"], ["c"]],
    ["add", ["b", "c"], ["a", "b", "c"]],
    ["toggle", ["b", "c"], ["a", "c"]],
    ["remove", ["b", "c"], ["a"]],
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
