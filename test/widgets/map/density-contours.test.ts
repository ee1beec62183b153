import { densityContours } from "../../../widgets/src/map/density-contours";
import { lassoHits } from "../../../widgets/src/map/lasso-hits";
import { seededRandom } from "../made-up-data";

describe("densityContours", () => {
  const random = seededRandom(3);
  // a dense heap around (2, 2), one image far off
  const positions = Float32Array.from({ length: 402 }, (_, at) => (at < 400 ? 2 + random() : 20));

  it("enclose the dense heap, in the map's units", () => {
    const { lines } = densityContours(positions, 201);
    const densest = lines[lines.length - 1];
    expect(lassoHits(densest, Float32Array.of(2.5, 2.5, 20, 20), 2)).toEqual([0]);
  });

  it("are none without images", () => {
    expect(densityContours(new Float32Array(), 0)).toEqual({ lines: [] });
  });
});
