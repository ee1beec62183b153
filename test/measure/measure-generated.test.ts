import { matrixFromRows, normalizeRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { trainClassClassifier } from "../../kernel-helpers/src/measure/class-classifier.js";
import { cmmd } from "../../kernel-helpers/src/measure/cmmd.js";
import { diversity } from "../../kernel-helpers/src/measure/diversity.js";
import { measureGenerated, ratios } from "../../kernel-helpers/src/measure/measure-generated.js";
import golden from "../golden/measures.json";

const originals = matrixFromRows(golden.originals);
const generated = matrixFromRows(golden.generated);
const { originalClasses, generatedClasses } = golden;

describe("measureGenerated", () => {
  it("equals numpy's formulas on the golden set", async () => {
    const measures = await measureGenerated(originals, originalClasses, generated, generatedClasses, 4);
    expect(measures.informativeness).toBeCloseTo(golden.informativeness, 5);
    expect(measures.diversity).toBeCloseTo(golden.diversity, 5);
    expect(measures.distance).toBeCloseTo(golden.distance, 3); // the median's bins are 1/2048 wide
    expect(measures.classConsistency).toBeCloseTo(golden.classConsistency, 10);
  });

  it("uses the temperature that numpy finds", () => {
    const { temperature } = trainClassClassifier(normalizeRows(originals), originalClasses, 4);
    expect(temperature).toBeCloseTo(golden.temperature, 6);
  });

  it("does not change when the images are scaled", async () => {
    const scaled = { ...generated, data: generated.data.map((x) => 8 * x) };
    const [a, b] = [
      await measureGenerated(originals, originalClasses, generated, generatedClasses, 4),
      await measureGenerated(originals, originalClasses, scaled, generatedClasses, 4),
    ];
    expect(b).toEqual(a);
  });

  it("is finite for one class, one image, zero vectors and classes without images", async () => {
    const one = matrixFromRows([[0, 0, 1]]);
    const zero = matrixFromRows([[0, 0, 0]]);
    expect(await measureGenerated(one, [0], one, [0], 1)).toEqual({
      informativeness: 0,
      diversity: 0,
      distance: 0,
      classConsistency: 1,
    });
    const measures = await measureGenerated(one, [1], zero, [2], 4);
    for (const value of Object.values(measures)) expect(Number.isFinite(value)).toBe(true);
    expect(measures.classConsistency).toBe(0);
  });

  it("says what is wrong with its input", async () => {
    const none = matrixFromRows([], 12);
    await expect(measureGenerated(originals, originalClasses, none, [], 4)).rejects.toThrow(
      new RangeError("measureGenerated: 0 generated images; measure once there is at least one."),
    );
    await expect(measureGenerated(none, [], generated, generatedClasses, 4)).rejects.toThrow("0 originals");
    await expect(measureGenerated(originals, originalClasses, generated, [1], 4)).rejects.toThrow(
      "30 generated images, 1 classes",
    );
    await expect(measureGenerated(originals, originalClasses, generated, generatedClasses, 3)).rejects.toThrow(
      "class 3 at row",
    );
    await expect(measureGenerated(originals, originalClasses, matrixFromRows([[1]]), [0], 4)).rejects.toThrow(
      "one embedder",
    );
    const broken = { ...generated, data: generated.data.map((x, i) => (i === 13 ? Number.NaN : x)) };
    await expect(measureGenerated(originals, originalClasses, broken, generatedClasses, 4)).rejects.toThrow(
      "row 1 holds NaN",
    );
  });

  it("stops when told to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(
      measureGenerated(originals, originalClasses, generated, generatedClasses, 4, { signal }),
    ).rejects.toThrow("enough");
  });
});

describe("cmmd", () => {
  it("equals numpy's at a given width", async () => {
    expect(await cmmd(originals, generated, { sigma: golden.sigma })).toBeCloseTo(golden.distanceAtSigma, 7);
  });

  it("is 0 between a set and itself, and grows as the sets part", async () => {
    const apart = matrixFromRows(golden.originals.map((row) => row.map((x) => -x)));
    expect(await cmmd(originals, originals)).toBeCloseTo(0, 12);
    expect(await cmmd(originals, apart)).toBeGreaterThan(await cmmd(originals, generated));
  });

  it("counts tiles beyond the first: a set twice over is no further away", async () => {
    const many = matrixFromRows(Array.from({ length: 5 }, () => golden.generated).flat());
    expect(await cmmd(originals, many)).toBeCloseTo(await cmmd(originals, generated), 10);
  });
});

describe("diversity", () => {
  it("is 0 for copies, 1 for orthogonal images, and ignores classes with one", () => {
    expect(
      diversity(
        matrixFromRows([
          [1, 0],
          [2, 0],
        ]),
        [0, 0],
        1,
      ),
    ).toBe(0);
    expect(
      diversity(
        matrixFromRows([
          [1, 0],
          [0, 3],
          [1, 1],
        ]),
        [0, 0, 1],
        2,
      ),
    ).toBeCloseTo(1, 10);
    expect(
      diversity(
        matrixFromRows([
          [1, 0],
          [0, 1],
        ]),
        [0, 1],
        2,
      ),
    ).toBe(0);
  });
});

describe("ratios", () => {
  const first = { informativeness: 2, diversity: 0, distance: 0, classConsistency: 0.5 };
  it("divides by the first iteration, is 1 for 0 of 0 and NaN where there is no ratio", () => {
    const now = { informativeness: 3, diversity: 0, distance: 0.1, classConsistency: 0.25 };
    expect(ratios(now, first)).toEqual({
      informativeness: 1.5,
      diversity: 1,
      distance: Number.NaN,
      classConsistency: 0.5,
    });
  });
});
