import { type MeasureLine, ratioRange } from "../../widgets/src/chart/measure-lines";

const line = (...ratios: number[]): MeasureLine => ({
  ...{ key: "distance", name: "Distance", meaning: "", iterations: ratios.map((_, i) => i + 1), ratios },
});

describe("the axis of ratios", () => {
  it("has 1 in the middle and every line inside", () => {
    const [low, high] = ratioRange([line(1, 1.2), line(1, 0.9)]);
    expect(low + high).toBeCloseTo(2, 12);
    expect(low).toBeLessThan(0.9);
    expect(high).toBeGreaterThan(1.2);
  });

  it("is never narrower than a tenth, and begins at 0 where a ratio is large", () => {
    const [low, high] = ratioRange([line(1, 1.001)]);
    expect(high - low).toBeGreaterThan(0.2);
    expect(ratioRange([line(1, 3.6)])[0]).toBe(0);
    expect(ratioRange([line(1, 3.6)])[1]).toBeGreaterThan(3.6);
  });
});
