import { createMatrix, matrixFromRows, selectRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { createRandom, randomNormal, shuffle } from "../../kernel-helpers/src/linalg/random.js";
import { judgeLayout, type LayoutQuality } from "../../kernel-helpers/src/project/judge-layout.js";
import type { Layout, Matrix } from "../../kernel-helpers/src/types.js";
import golden from "../golden/projection-quality.json";

const images = matrixFromRows(golden.images);
const labels = matrixFromRows(golden.labels);
const layout: Layout = {
  images: Float32Array.from(golden.positions.flat()),
  labels: Float32Array.from(golden.labelPositions.flat()),
};
const relation = { imageLabels: golden.imageLabels };
const { classes } = golden;

const NAMES = Object.keys(golden.numbers) as (keyof typeof golden.numbers)[];

function pick(positions: Float32Array, rows: readonly number[]): Float32Array {
  return Float32Array.from(rows.flatMap((i) => [positions[2 * i], positions[2 * i + 1]]));
}

function expectNearly(actual: LayoutQuality, expected: LayoutQuality, digits: number): void {
  for (const name of [...NAMES, "mean"] as const) expect(actual[name]).toBeCloseTo(expected[name]!, digits);
}

describe("judgeLayout", () => {
  // scikit-learn 1.9.1, numpy 2.4.6 between two kinds
  it("gives the eleven numbers of scikit-learn and numpy, and their mean", async () => {
    const quality = await judgeLayout(images, labels, relation, layout, { classes });
    expect(Object.keys(quality).sort()).toEqual([...NAMES, "mean"].sort());
    for (const name of NAMES)
      expect([name, quality[name]!.toFixed(9)]).toEqual([name, golden.numbers[name].toFixed(9)]);
    expect(quality.mean).toBeCloseTo(golden.mean, 9);
  });

  it("is 1 throughout for a plane that shows the data as it is", async () => {
    // two classes on one arc; the plot is the arc itself, and every label lies among the images that carry it
    const angles = Array.from({ length: 60 }, (_, i) => 0.01 * i + 0.0001 * i * i + (i >= 30 ? 0.8 : 0));
    const labelAngles = Array.from({ length: 24 }, (_, w) => 0.012 * w + 0.0002 * w * w + (w >= 12 ? 1.4 : 0.001));
    const rows = (values: readonly number[]): number[][] => values.map((a) => [Math.cos(a), Math.sin(a)]);
    const [x, u] = [matrixFromRows(rows(angles)), matrixFromRows(rows(labelAngles))];
    const carried = { imageLabels: angles.map((_, i) => Array.from({ length: 12 }, (_, w) => (i < 30 ? w : 12 + w))) };
    const perfect = await judgeLayout(
      x,
      u,
      carried,
      { images: x.data, labels: u.data },
      {
        classes: angles.map((_, i) => Math.floor(i / 30)),
      },
    );
    for (const name of NAMES) expect([name, perfect[name]!]).toEqual([name, expect.closeTo(1, 9)]);
    expect(perfect.mean).toBeCloseTo(1, 9);
  });

  it("is about a half, and the purity the share of the class, when the points are dealt out anew", async () => {
    const random = createRandom(5);
    const rows = (n: number): number[] =>
      shuffle(
        Array.from({ length: n }, (_, i) => i),
        random,
      );
    const dealt = { images: pick(layout.images, rows(120)), labels: pick(layout.labels, rows(24)) };
    const quality = await judgeLayout(images, labels, relation, dealt, { classes });
    for (const name of NAMES.filter((name) => name !== "classPurity")) {
      expect([name, Math.abs(quality[name]! - 0.5) < 0.13]).toEqual([name, true]);
    }
    const share = classes.reduce((sum, c) => sum + classes.filter((other) => other === c).length - 1, 0) / (120 * 119);
    expect(Math.abs(quality.classPurity! - share)).toBeLessThan(0.1);
  });

  it("does not change when the plane is turned, mirrored, scaled and moved", async () => {
    const [cos, sin] = [Math.cos(2), Math.sin(2)];
    const move = (positions: Float32Array): Float32Array =>
      positions.map((_, t) => {
        const [x, y] = [positions[t - (t % 2)], -positions[t - (t % 2) + 1]];
        return 3 * (t % 2 === 0 ? cos * x - sin * y : sin * x + cos * y) + 5;
      });
    const moved = { images: move(layout.images), labels: move(layout.labels) };
    const before = await judgeLayout(images, labels, relation, layout, { classes });
    expectNearly(await judgeLayout(images, labels, relation, moved, { classes }), before, 6);
  });

  it("does not change with the order of images and labels, nor with the length of their vectors", async () => {
    const random = createRandom(6);
    const [rows, places] = [120, 24].map((n) =>
      shuffle(
        Array.from({ length: n }, (_, i) => i),
        random,
      ),
    );
    const longer = (matrix: Matrix): Matrix => ({ ...matrix, data: matrix.data.map((value) => 4 * value) });
    const reordered = await judgeLayout(
      longer(selectRows(images, rows)),
      longer(selectRows(labels, places)),
      { imageLabels: rows.map((i) => relation.imageLabels[i].map((w) => places.indexOf(w))) },
      { images: pick(layout.images, rows), labels: pick(layout.labels, places) },
      { classes: rows.map((i) => classes[i]) },
    );
    expectNearly(reordered, await judgeLayout(images, labels, relation, layout, { classes }), 9);
  });

  it("sees what each number is about: exchanging two labels leaves the images' numbers alone", async () => {
    const rows = Array.from({ length: 24 }, (_, w) => (w === 0 ? 2 : w === 2 ? 0 : w));
    const exchanged = { images: layout.images, labels: pick(layout.labels, rows) };
    const [before, after] = [
      await judgeLayout(images, labels, relation, layout, { classes }),
      await judgeLayout(images, labels, relation, exchanged, { classes }),
    ];
    const changed = NAMES.filter((name) => before[name] !== after[name]);
    expect(changed).toEqual(NAMES.filter((name) => name.startsWith("label") || name.startsWith("imageToLabel")));
  });

  it("looks at as many neighbours as it is told", async () => {
    const wide = await judgeLayout(images, labels, relation, layout, { imageNeighbors: 30, labelNeighbors: 5 });
    const usual = await judgeLayout(images, labels, relation, layout);
    expect(wide.imageTrustworthiness).not.toBe(usual.imageTrustworthiness);
    expect(wide.labelToImageContinuity).not.toBe(usual.labelToImageContinuity);
    expect(wide.labelTrustworthiness).not.toBe(usual.labelTrustworthiness);
    expect(wide.imageToLabelContinuity).not.toBe(usual.imageToLabelContinuity);
  });
});

describe("judgeLayout of small or partial data", () => {
  it("has no purity without classes, and takes the mean of the rest", async () => {
    const quality = await judgeLayout(images, labels, relation, layout);
    expect(quality.classPurity).toBeNull();
    const rest = NAMES.filter((name) => name !== "classPurity").map((name) => golden.numbers[name]);
    expect(quality.mean).toBeCloseTo(rest.reduce((a, b) => a + b) / 10, 9);
  });

  it("has no number for 10 neighbours among 5 labels", async () => {
    const few = [0, 1, 2, 3, 4];
    const quality = await judgeLayout(
      images,
      selectRows(labels, few),
      { imageLabels: relation.imageLabels.map((carried) => carried.filter((w) => w < 5)) },
      { images: layout.images, labels: pick(layout.labels, few) },
      { classes },
    );
    expect(NAMES.filter((name) => quality[name] === null)).toEqual([
      "labelTrustworthiness",
      "labelContinuity",
      "imageToLabelTrustworthiness",
      "imageToLabelContinuity",
    ]);
    expect(Number.isFinite(quality.mean)).toBe(true);
  });

  it.each([
    [19, 20, "imageToLabelTrustworthiness"],
    [20, 21, "labelTrustworthiness"],
  ] as const)("needs twice as many labels as neighbours: %i have %s, one less does not", async (less, enough, name) => {
    const judge = (m: number): Promise<LayoutQuality> => {
      const rows = Array.from({ length: m }, (_, w) => w);
      const carried = { imageLabels: golden.imageLabels.map(() => []) };
      const positions = { images: layout.images, labels: pick(layout.labels, rows) };
      return judgeLayout(images, selectRows(labels, rows), carried, positions);
    };
    expect((await judge(less))[name]).toBeNull();
    expect((await judge(enough))[name]).not.toBeNull();
  });

  it("compares images with labels only where their vectors are of one width", async () => {
    const other = { ...labels, columns: 6, rows: 48 };
    const narrow = selectRows(
      other,
      Array.from({ length: 24 }, (_, w) => 2 * w),
    );
    const quality = await judgeLayout(images, narrow, relation, layout, { classes });
    const isBetween = (name: string): boolean => /^(labelToImage|imageToLabel)(Trust|Cont)/.test(name);
    expect(NAMES.filter((name) => quality[name] === null)).toEqual(NAMES.filter(isBetween));
  });

  it("leaves labels without a vector out of the numbers that need one", async () => {
    const known = Array.from({ length: 24 }, (_, w) => w).filter((w) => w !== 3);
    const unknown = { ...labels, data: labels.data.slice().fill(0, 3 * 12, 4 * 12) };
    const quality = await judgeLayout(images, unknown, relation, layout);
    const without = await judgeLayout(
      images,
      selectRows(labels, known),
      {
        imageLabels: relation.imageLabels.map((carried) =>
          carried.flatMap((w) => known.indexOf(w)).filter((w) => w >= 0),
        ),
      },
      { images: layout.images, labels: pick(layout.labels, known) },
    );
    for (const name of NAMES.filter((name) => /Trust|Cont/.test(name))) expect(quality[name]).toBe(without[name]);
    expect(quality.labelToImageAuc).toBeCloseTo(golden.numbers.labelToImageAuc, 9);
  });

  it.each([
    [0, 0],
    [0, 3],
    [1, 1],
    [3, 0],
    [11, 1],
  ])("has what it can have of %i images and %i labels", async (n, m) => {
    const random = createRandom(1);
    const draw = (length: number): Float32Array => Float32Array.from({ length }, () => randomNormal(random));
    const quality = await judgeLayout(
      createMatrix(n, 4, draw(4 * n)),
      createMatrix(m, 4, draw(4 * m)),
      { imageLabels: Array.from({ length: n }, () => []) },
      { images: draw(2 * n), labels: draw(2 * m) },
      { classes: Array.from({ length: n }, () => 0) },
    );
    expect(quality.classPurity).toBe(n > 10 ? 1 : null);
    expect(quality.mean).toBe(n > 10 ? 1 : null);
  });
});

describe("judgeLayout's sample", () => {
  it("estimates the numbers of images from some of them, and leaves the labels' own exact", async () => {
    const exact = await judgeLayout(images, labels, relation, layout, { classes });
    const estimate = await judgeLayout(images, labels, relation, layout, { classes, sample: 60, seed: 2 });
    for (const name of [
      "imageTrustworthiness",
      "imageContinuity",
      "imageToLabelTrustworthiness",
      "classPurity",
    ] as const) {
      expect(estimate[name]).not.toBe(exact[name]);
      expect(Math.abs(estimate[name]! - exact[name]!)).toBeLessThan(0.05);
    }
    expect([estimate.labelTrustworthiness, estimate.labelToImageContinuity, estimate.imageToLabelAuc]).toEqual([
      exact.labelTrustworthiness,
      exact.labelToImageContinuity,
      exact.imageToLabelAuc,
    ]);
  });

  it("is exact when every image is drawn, and can be as small as one image", async () => {
    const exact = await judgeLayout(images, labels, relation, layout, { classes });
    expect(await judgeLayout(images, labels, relation, layout, { classes, sample: 120 })).toEqual(exact);
    const [some, others] = await Promise.all(
      [119, 1].map((sample) => judgeLayout(images, labels, relation, layout, { classes, sample, seed: 3 })),
    );
    expect(Math.abs(some.imageTrustworthiness! - exact.imageTrustworthiness!)).toBeLessThan(0.005);
    expect(Number.isFinite(others.imageTrustworthiness)).toBe(true);
  });

  it("is the same for the same seed", async () => {
    const judge = (seed: number): Promise<LayoutQuality> =>
      judgeLayout(images, labels, relation, layout, { sample: 40, seed });
    expect(await judge(7)).toEqual(await judge(7));
    expect((await judge(7)).imageTrustworthiness).not.toBe((await judge(8)).imageTrustworthiness);
  });
});

describe("judgeLayout's border", () => {
  it("names what does not fit", async () => {
    const judge = (over: Partial<Layout>, options = {}): Promise<LayoutQuality> =>
      judgeLayout(images, labels, relation, { ...layout, ...over }, options);
    await expect(judge({ images: new Float32Array(4) })).rejects.toThrow("120 images, 4 coordinates");
    await expect(judge({ labels: new Float32Array(4) })).rejects.toThrow("24 labels, 4 coordinates");
    await expect(judge({ labels: new Float32Array(48).fill(Number.NaN, 5, 6) })).rejects.toThrow(
      "judgeLayout (labels): point 2 is at (0, NaN)",
    );
    await expect(judge({}, { classes: [1, 2] })).rejects.toThrow("120 images, 2 classes");
    await expect(judge({}, { imageNeighbors: 0 })).rejects.toThrow("imageNeighbors = 0; give a whole number");
    await expect(judge({}, { sample: 1.5 })).rejects.toThrow("sample = 1.5");
    await expect(judgeLayout(images, labels, { imageLabels: [] }, layout)).rejects.toThrow("120 images, 0 label lists");
    const broken = { ...images, data: images.data.slice().fill(Number.NaN, 25, 26) };
    await expect(judgeLayout(broken, labels, relation, layout)).rejects.toThrow("(images): row 2 holds NaN");
  });

  it("leaves its inputs alone", async () => {
    const before = structuredClone({ images, labels, relation, layout, classes });
    await judgeLayout(images, labels, relation, layout, { classes, sample: 30 });
    expect({ images, labels, relation, layout, classes }).toEqual(before);
  });

  it("lets other work run and stops when told to", async () => {
    const random = createRandom(1);
    const draw = (length: number): Float32Array => Float32Array.from({ length }, () => randomNormal(random));
    const [x, y] = [createMatrix(1500, 64, draw(1500 * 64)), draw(3000)];
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 10);
    const none = { imageLabels: Array.from({ length: 1500 }, () => []) };
    const judging = judgeLayout(
      x,
      createMatrix(0, 64),
      none,
      { images: y, labels: new Float32Array(0) },
      {
        signal: controller.signal,
      },
    );
    await expect(judging).rejects.toThrow("enough");
  });
});
