import fc from "fast-check";
import { createMatrix, matrixFromRows, normalizeRows, selectRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { createPace } from "../../kernel-helpers/src/linalg/pace.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { classPurity, imageToLabelAuc, labelToImageAuc } from "../../kernel-helpers/src/project/cross-modal-quality.js";
import { cosineNearness, type Nearness, planeNearness } from "../../kernel-helpers/src/project/nearness.js";
import { continuity, trustworthiness } from "../../kernel-helpers/src/project/quality.js";
import { type RankAgreement, rankAgreement } from "../../kernel-helpers/src/project/rank-agreement.js";
import golden from "../golden/projection-quality.json";

const images = normalizeRows(matrixFromRows(golden.images));
const labels = normalizeRows(matrixFromRows(golden.labels));
const positions = Float32Array.from(golden.positions.flat());
const labelPositions = Float32Array.from(golden.labelPositions.flat());
const layout = { images: positions, labels: labelPositions };
const relation = { imageLabels: golden.imageLabels };

/** Points at these angles: within a half turn, cosine falls as the angle between two grows. */
function onCircle(angles: readonly number[]): ReturnType<typeof matrixFromRows> {
  return matrixFromRows(angles.map((a) => [Math.cos(a), Math.sin(a)]));
}

/**
 * The formula as it is written: all distances sorted, ranks looked up.
 * @param data distances of every query to every candidate
 * @param own each query's place among the candidates, -1 for none
 */
function byDefinition(data: number[][], plane: number[][], k: number, own: readonly number[]): RankAgreement {
  const others = data[0].length - (own[0] >= 0 ? 1 : 0);
  const ordersOf = (rows: number[][]): number[][] =>
    rows.map((row, i) => {
      const candidates = row.map((_, j) => j).filter((j) => j !== own[i]);
      return candidates.sort((a, b) => row[a] - row[b] || a - b);
    });
  const [inData, inPlane] = [ordersOf(data), ordersOf(plane)];
  const score = (shown: number[][], truth: number[][]): number => {
    const excess = shown.flatMap((order, i) => order.slice(0, k).map((j) => Math.max(0, truth[i].indexOf(j) + 1 - k)));
    return 1 - (2 / (data.length * k * (2 * others - 3 * k + 1))) * excess.reduce((a, b) => a + b, 0);
  };
  return { trustworthiness: score(inPlane, inData), continuity: score(inData, inPlane) };
}

function distances(nearness: Nearness): number[][] {
  return Array.from({ length: nearness.queries }, (_, i) =>
    Array.from({ length: nearness.candidates }, (_, j) => -nearness.between(i, j)),
  );
}

describe("trustworthiness and continuity", () => {
  // scikit-learn 1.9.1
  it("equal scikit-learn's trustworthiness, and the same with data and plane exchanged", async () => {
    expect(await trustworthiness(images, positions)).toBeCloseTo(golden.numbers.imageTrustworthiness, 10);
    expect(await continuity(images, positions)).toBeCloseTo(golden.numbers.imageContinuity, 10);
    expect(await trustworthiness(labels, labelPositions, 10)).toBeCloseTo(golden.numbers.labelTrustworthiness, 10);
    expect(await continuity(labels, labelPositions, 10)).toBeCloseTo(golden.numbers.labelContinuity, 10);
  });

  it("are 1 when the plot keeps the order of all angles", async () => {
    const angles = Array.from({ length: 40 }, (_, i) => 0.02 * i + 0.001 * i * i);
    const line = Float32Array.from(angles.flatMap((a) => [7 * a - 3, 0]));
    expect(await trustworthiness(onCircle(angles), line, 5)).toBe(1);
    expect(await continuity(onCircle(angles), line, 5)).toBe(1);
  });

  it("equal the sum done by hand when two points have changed places", async () => {
    // on a line 0 1 3 7 15 the nearest are 1 0 1 2 3; the plot exchanges the first and the last: 15 1 3 7 0, nearest 3 4 1 2 1.
    // true ranks of those: 3rd of 0, 4th of 1, 1st of 2, 1st of 3, 3rd of 4: too far by 2 + 3 + 0 + 0 + 2 = 7
    const angles = [0, 1, 3, 7, 15].map((a) => a / 20);
    const exchanged = Float32Array.from([15, 1, 3, 7, 0].flatMap((x) => [x, 0]));
    expect(await trustworthiness(onCircle(angles), exchanged, 1)).toBeCloseTo(1 - (2 / (5 * 1 * (10 - 3 - 1))) * 7, 12);
    // the other way, the true nearest 1 0 1 2 3 are in the plot 3rd of 0, 4th of 1, 1st of 2, 1st of 3, 3rd of 4: 7 again
    expect(await continuity(onCircle(angles), exchanged, 1)).toBeCloseTo(1 - (2 / (5 * 1 * (10 - 3 - 1))) * 7, 12);
  });

  it("are about a half for noise", async () => {
    const random = createRandom(1);
    const noise = Float32Array.from({ length: 240 }, () => random());
    expect(Math.abs((await trustworthiness(images, noise)) - 0.5)).toBeLessThan(0.1);
    expect(Math.abs((await continuity(images, noise)) - 0.5)).toBeLessThan(0.1);
  });

  it("do not change when the plot is turned, mirrored, scaled or moved", async () => {
    const moved = positions.map((_, t) => {
      const [x, y] = [positions[t - (t % 2)], positions[t - (t % 2) + 1]];
      return t % 2 === 0 ? 4 * y + 100 : 4 * x - 7;
    });
    expect(await trustworthiness(images, moved)).toBeCloseTo(golden.numbers.imageTrustworthiness, 6);
    expect(await continuity(images, moved)).toBeCloseTo(golden.numbers.imageContinuity, 6);
  });

  it("exchange when data and plane do", async () => {
    const random = createRandom(2);
    const draw = (): number[] => Array.from({ length: 60 }, () => 3 * random());
    const [circle, line] = [draw(), draw()];
    const onLine = (xs: readonly number[]): Float32Array => Float32Array.from(xs.flatMap((x) => [x, 0]));
    expect(await trustworthiness(onCircle(circle), onLine(line), 7)).toBeCloseTo(
      await continuity(onCircle(line), onLine(circle), 7),
      12,
    );
  });

  it("give equally near points their rank by index", async () => {
    // every image the same, every point in one place: both orders are by index, so they agree
    const same = createMatrix(30, 2, new Float32Array(60).fill(1));
    expect(await trustworthiness(same, new Float32Array(60), 4)).toBe(1);
    // points 0 to 29 on a line seen from a heap: shown are the first by index, in truth those beside it
    const angles = Array.from({ length: 30 }, (_, i) => i / 20);
    const heap = new Float32Array(60);
    const [data, plane] = [cosineNearness(onCircle(angles), onCircle(angles)), planeNearness(heap, heap)];
    await expectDefinition(data, plane, 4, [...angles.keys()]);
  });

  it("refuse a k that does not fit, positions that do not, and stop when told to", async () => {
    await expect(trustworthiness(images, positions, 60)).rejects.toThrow(
      "k = 60 with 119 possible neighbours; give a whole number from 1 to 59",
    );
    await expect(trustworthiness(images, positions, 0)).rejects.toThrow(RangeError);
    await expect(trustworthiness(images, positions, 2.5)).rejects.toThrow(RangeError);
    await expect(continuity(images, labelPositions, 5)).rejects.toThrow("120 embeddings, 48 coordinates");
    const unplaced = Float32Array.from(positions).fill(Number.NaN, 7, 8);
    await expect(continuity(images, unplaced, 5)).rejects.toThrow(/point 3 is at \(.*, NaN\)/);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(trustworthiness(images, positions, 5, { signal })).rejects.toThrow("enough");
  });
});

describe("rankAgreement", () => {
  const pace = createPace();

  // numpy 2.4.6
  it("equals numpy between two kinds of points", async () => {
    const { numbers } = golden;
    const toImages = [cosineNearness(labels, images), planeNearness(labelPositions, positions)] as const;
    const toLabels = [cosineNearness(images, labels), planeNearness(positions, labelPositions)] as const;
    const labelImage = await rankAgreement("test", ...toImages, 15, pace);
    expect(labelImage.trustworthiness).toBeCloseTo(numbers.labelToImageTrustworthiness, 10);
    expect(labelImage.continuity).toBeCloseTo(numbers.labelToImageContinuity, 10);
    const imageLabel = await rankAgreement("test", ...toLabels, 10, pace);
    expect(imageLabel.trustworthiness).toBeCloseTo(numbers.imageToLabelTrustworthiness, 10);
    expect(imageLabel.continuity).toBeCloseTo(numbers.imageToLabelContinuity, 10);
  });

  it("is 0 for the worst order and 1 for the same, between two kinds of points", async () => {
    const [near, far] = [
      [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
      [0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1],
    ];
    const data = cosineNearness(onCircle([0]), onCircle(near));
    const at = (xs: readonly number[]): Float32Array => Float32Array.from(xs.flatMap((x) => [x, 0]));
    const origin = new Float32Array(2);
    expect(await rankAgreement("test", data, planeNearness(origin, at(near)), 3, pace)).toEqual({
      trustworthiness: 1,
      continuity: 1,
    });
    const reversed = await rankAgreement("test", data, planeNearness(origin, at(far)), 3, pace);
    expect(reversed.trustworthiness).toBeCloseTo(0, 12);
    expect(reversed.continuity).toBeCloseTo(0, 12);
  });

  it("equals the definition for any points, ties and sizes beyond a tile included", async () => {
    const cases = fc.record({
      n: fc.integer({ min: 4, max: 150 }),
      m: fc.integer({ min: 3, max: 80 }),
      steps: fc.constantFrom(2, 5, 1000), // coarse grids are full of ties
      seed: fc.integer(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ n, m, steps, seed }) => {
        const random = createRandom(seed);
        const draw = (length: number): Float32Array =>
          Float32Array.from({ length }, () => Math.round(steps * randomNormal(random)) / steps);
        const [x, u] = [createMatrix(n, 5, draw(5 * n)), createMatrix(m, 5, draw(5 * m))].map(normalizeRows);
        const [y, t] = [draw(2 * n), draw(2 * m)];
        const rows = [...Array(n).keys()];
        const some = rows.filter((i) => i % 3 === 1);
        const k = 1 + Math.floor(random() * (Math.ceil(n / 2) - 1));
        const l = 1 + Math.floor(random() * (Math.ceil((m + 1) / 2) - 1));
        const someY = Float32Array.from(some.flatMap((i) => [y[2 * i], y[2 * i + 1]]));
        await expectDefinition(cosineNearness(x, x), planeNearness(y, y), k, rows);
        await expectDefinition(cosineNearness(selectRows(x, some), x), planeNearness(someY, y), k, some);
        await expectDefinition(cosineNearness(x, u), planeNearness(y, t), l, null);
      }),
      { numRuns: 30 },
    );
  });

  it("compares one pair as its tile does, to the last bit", () => {
    const different: number[][] = [];
    for (const nearness of [
      cosineNearness(images, images),
      cosineNearness(labels, images),
      planeNearness(positions, positions),
    ]) {
      for (const { aStart, aEnd, bStart, bEnd, dots } of nearness.tiles()) {
        for (let i = aStart, t = 0; i < aEnd; i++) {
          for (let j = bStart; j < bEnd; j++, t++) if (dots[t] !== nearness.between(i, j)) different.push([i, j]);
        }
      }
    }
    expect(different).toEqual([]);
  });
});

/** @param own each query's place among the candidates; null where they are of two kinds */
async function expectDefinition(
  data: Nearness,
  plane: Nearness,
  k: number,
  own: readonly number[] | null,
): Promise<void> {
  const actual = await rankAgreement("test", data, plane, k, createPace(), own);
  const expected = byDefinition(distances(data), distances(plane), k, own ?? Array(data.queries).fill(-1));
  expect(actual.trustworthiness).toBeCloseTo(expected.trustworthiness, 10);
  expect(actual.continuity).toBeCloseTo(expected.continuity, 10);
}

describe("cross-modal quality", () => {
  // scikit-learn 1.9.1
  it("equals scikit-learn's areas and neighbours", () => {
    expect(labelToImageAuc(layout, relation)).toBeCloseTo(golden.numbers.labelToImageAuc, 10);
    expect(imageToLabelAuc(layout, relation)).toBeCloseTo(golden.numbers.imageToLabelAuc, 10);
    expect(classPurity(positions, golden.classes)).toBeCloseTo(golden.numbers.classPurity, 10);
  });

  /** Label 0 at 0 with the images that carry it at 1, 2 and 3; label 1 at 10 with its images at 7, 8 and 9. */
  const apart = {
    images: Float32Array.from([1, 2, 3, 7, 8, 9].flatMap((x) => [x, 0])),
    labels: Float32Array.from([0, 0, 10, 0]),
  };
  const halves = { imageLabels: [[0], [0], [0], [1], [1], [1]] };

  it("is 1 when every label lies at its images and 0 when at the others'", () => {
    expect([labelToImageAuc(apart, halves), imageToLabelAuc(apart, halves)]).toEqual([1, 1]);
    const exchanged = { imageLabels: [[1], [1], [1], [0], [0], [0]] };
    expect([labelToImageAuc(apart, exchanged), imageToLabelAuc(apart, exchanged)]).toEqual([0, 0]);
  });

  it("counts pairs: one image on the wrong side loses what it loses", () => {
    // the image at 9 carries label 0 too: of label 0's 4 x 2 pairs it loses 2 (to 7 and 8); label 1 keeps all of its 3 x 3
    const mixed = { imageLabels: [[0], [0], [0], [1], [1], [0, 1]] };
    expect(labelToImageAuc(apart, mixed)).toBeCloseTo((6 / 8 + 1) / 2, 12);
    expect(imageToLabelAuc(apart, mixed)).toBe(1); // an image with all labels cannot be judged
  });

  it("counts equal distances half", () => {
    const stacked = { images: new Float32Array(12), labels: new Float32Array(4) };
    expect([labelToImageAuc(stacked, halves), imageToLabelAuc(stacked, halves)]).toEqual([0.5, 0.5]);
  });

  it("leaves out labels with fewer than 3 images, and counts a label named twice once", () => {
    const rare = { imageLabels: [[0], [0], [0], [1, 1], [1, 1], []] };
    expect(labelToImageAuc(apart, rare)).toBe(1);
    expect(imageToLabelAuc(apart, rare)).toBeNaN(); // with one judged label there is no other to compare
  });

  it("is NaN when no label divides the images", () => {
    expect(labelToImageAuc(apart, { imageLabels: [[], [], [], [], [], []] })).toBeNaN();
    expect(labelToImageAuc(apart, { imageLabels: halves.imageLabels.map(() => [0]) })).toBeNaN();
  });

  it("finds the share of an image's neighbours of its own class", () => {
    const line = Float32Array.from([0, 1, 2, 10, 11, 12].flatMap((x) => [x, 0]));
    expect(classPurity(line, [0, 0, 0, 1, 1, 1], 2)).toBe(1);
    expect(classPurity(line, [0, 0, 1, 1, 1, 1], 2)).toBeCloseTo((0.5 + 0.5 + 0 + 1 + 1 + 1) / 6, 12);
    expect(classPurity(line, [0, 0, 0, 1, 1, 1], 6)).toBeNaN();
  });
});
