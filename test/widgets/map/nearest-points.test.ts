import { nearestPoint, nextInDirection } from "../../../widgets/src/map/nearest-points";

// a cross around the middle, and one far to the right, a little up
const CROSS = Float32Array.of(0, 0, 2, 0, -1, 0, 0, 3, 0, -4, 9, 1);

describe("nearestPoint", () => {
  it("is the nearest within reach", () => {
    expect(nearestPoint(CROSS, 6, 1.8, 0.1)).toBe(1);
    expect(nearestPoint(CROSS, 6, 5, 5, 1)).toBeNull();
    expect(nearestPoint(CROSS, 0, 0, 0)).toBeNull();
  });

  it("is never a label, which comes after the images", () => {
    expect(nearestPoint(CROSS, 2, -1, 0)).toBe(0);
  });
});

describe("nextInDirection", () => {
  it.each([
    ["right", { x: 1, y: 0 }, 1],
    ["left", { x: -1, y: 0 }, 2],
    ["up", { x: 0, y: 1 }, 3],
    ["down", { x: 0, y: -1 }, 4],
  ] as const)("goes %s", (_, direction, place) => {
    expect(nextInDirection(CROSS, 6, 0, direction)).toBe(place);
  });

  it("prefers what lies straight ahead, and finds nothing behind the last", () => {
    const positions = Float32Array.of(0, 0, 3, 2, 4, 0);
    expect(nextInDirection(positions, 3, 0, { x: 1, y: 0 })).toBe(2);
    expect(nextInDirection(positions, 3, 2, { x: 1, y: 0 })).toBeNull();
  });
});
