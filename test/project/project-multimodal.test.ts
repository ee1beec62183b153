import { matrixFromRows, selectRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { nearestReferences } from "../../kernel-helpers/src/linalg/neighbors.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { classPurity, imageToLabelAuc, labelToImageAuc } from "../../kernel-helpers/src/project/cross-modal-quality.js";
import { projectMultimodal } from "../../kernel-helpers/src/project/projectors.js";
import { continuity, trustworthiness } from "../../kernel-helpers/src/project/quality.js";
import type { Layout, Matrix, Relation } from "../../kernel-helpers/src/types.js";

jest.setTimeout(60_000); // some 3 s on two idle cores; CI machines are slower

const CLASSES = 6;

/** Six classes of images; labels 0-5 name one class each, labels 6-8 two classes each, and one image in ten carries a wrong label too. */
function world(
  perClass: number,
  seed: number,
): { images: Matrix; labels: Matrix; relation: Relation; classes: number[] } {
  const random = createRandom(seed);
  const normals = (length: number): number[] => Array.from({ length }, () => randomNormal(random));
  const centres = Array.from({ length: CLASSES }, () => normals(32));
  const classes = Array.from({ length: perClass * CLASSES }, (_, i) => i % CLASSES);
  const near = (c: number, noise: number): number[] => centres[c].map((x) => x + noise * randomNormal(random));
  return {
    images: matrixFromRows(classes.map((c) => near(c, 0.8))),
    labels: matrixFromRows([0, 1, 2, 3, 4, 5, 0, 2, 4].map((c) => near(c, 1))),
    relation: {
      imageLabels: classes.map((c, i) => [...new Set([c, 6 + Math.floor(c / 2), i % 10 === 0 ? i % 9 : c])]),
    },
    classes,
  };
}

/** The same vectors one number wider: no longer of the images' space, as near each other as before. */
function widened({ rows, columns, data }: Matrix): Matrix {
  return matrixFromRows(Array.from({ length: rows }, (_, w) => [...data.subarray(w * columns, (w + 1) * columns), 0]));
}

function distance(positions: Float32Array, i: number, others: Float32Array, j: number): number {
  return Math.hypot(positions[2 * i] - others[2 * j], positions[2 * i + 1] - others[2 * j + 1]);
}

function diameter({ images }: Layout): number {
  const n = images.length / 2;
  return Math.max(
    ...Array.from({ length: n }, (_, i) =>
      Math.max(...Array.from({ length: n }, (_, j) => distance(images, i, images, j))),
    ),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const { images, labels, relation, classes } = world(30, 1);
let layout: Layout;
beforeAll(async () => {
  layout = await projectMultimodal(images, labels, relation);
});

describe("projectMultimodal", () => {
  it("keeps similar images near each other and classes together", async () => {
    expect(await trustworthiness(images, layout.images)).toBeGreaterThan(0.85);
    expect(await continuity(images, layout.images)).toBeGreaterThan(0.9);
    expect(classPurity(layout.images, classes)).toBeGreaterThan(0.97);
  });

  it("puts labels near the images that carry them, and images near their labels", () => {
    expect(labelToImageAuc(layout, relation)).toBeGreaterThan(0.85);
    expect(imageToLabelAuc(layout, relation)).toBeGreaterThan(0.85);
  });

  it("gives another layout for another seed", async () => {
    expect(await projectMultimodal(images, labels, relation, { seed: 2 })).not.toEqual(layout);
  });

  it("uses the relation: shuffled labels land elsewhere, the same images near the same neighbours", async () => {
    const shifted = { imageLabels: relation.imageLabels.map((_, i) => relation.imageLabels[(i + 1) % classes.length]) };
    const other = await projectMultimodal(images, widened(labels), shifted);
    expect(labelToImageAuc(other, relation)).toBeLessThan(0.7);
    expect(classPurity(other.images, classes)).toBeGreaterThan(0.97);
  });

  it("draws a label that no image carries to the images it resembles, where both are of one space", async () => {
    const alone = selectRows(labels, [0]);
    const silent = { imageLabels: classes.map(() => []) };
    const ofClass0 = { imageLabels: classes.map((c) => (c === 0 ? [0] : [])) };
    const nearness = async (label: Matrix): Promise<number> =>
      labelToImageAuc(await projectMultimodal(images, label, silent), ofClass0);
    const areas = [await nearness(alone), await nearness(widened(alone))];
    expect(areas[0]).toBeGreaterThan(0.9);
    expect(areas[1]).toBeLessThan(areas[0] - 0.1);
  });

  it("follows the weights of the relation", async () => {
    const both = classes.map(() => [0]);
    const only = (c: number): Relation => ({
      imageLabels: both,
      weights: classes.map((own) => [own === c ? 1 : 0.001]),
    });
    const unknown = matrixFromRows([[0]]);
    for (const c of [1, 4]) {
      const { images: placed, labels: label } = await projectMultimodal(images, unknown, only(c));
      const nearest = classes
        .map((_, i) => i)
        .sort((i, j) => distance(placed, i, label, 0) - distance(placed, j, label, 0));
      expect(nearest.slice(0, 20).filter((i) => classes[i] === c).length).toBeGreaterThan(16);
    }
  });

  it("does not need vectors for the labels", async () => {
    const unknown = matrixFromRows(Array.from({ length: 9 }, () => [0]));
    const other = await projectMultimodal(images, unknown, relation);
    expect(labelToImageAuc(other, relation)).toBeGreaterThan(0.85);
  });

  it("places a label without images by the labels it resembles", async () => {
    const twin = matrixFromRows([
      ...Array.from({ length: 9 }, (_, w) => [...labels.data.subarray(32 * w, 32 * w + 32)]),
      [...labels.data.subarray(0, 32)],
    ]);
    const { labels: placed } = await projectMultimodal(images, twin, relation);
    const distances = Array.from({ length: 9 }, (_, w) => distance(placed, 9, placed, w));
    expect(distances.indexOf(Math.min(...distances))).toBe(0);
  });

  it("lets other work run, and reports frames and progress on the way", async () => {
    const frames: Layout[] = [];
    const progress: number[] = [];
    let [ticks, isRunning] = [0, true];
    const tick = (): void => {
      ticks++;
      if (isRunning) setImmediate(tick);
    };
    setImmediate(tick);
    const result = await projectMultimodal(images, labels, relation, {
      iterations: 100,
      onFrame: (frame) => frames.push(frame),
      onProgress: (done, total) => progress.push(done / total),
    });
    isRunning = false;
    expect(ticks).toBeGreaterThan(0);
    expect(frames).toHaveLength(10);
    expect(frames.at(-1)).toEqual(result);
    expect(frames[0]).not.toEqual(frames[1]);
    expect([progress.length, progress.at(-1)]).toEqual([100, 1]);
  });
});

describe("projectMultimodal from an earlier layout", () => {
  const order = Array.from({ length: classes.length }, (_, i) => i);
  const old = order.filter((i) => i % 5 !== 4);
  const fresh = order.filter((i) => i % 5 === 4);
  const all = [...old, ...fresh];
  const relationOf = (rows: readonly number[]): Relation => ({ imageLabels: rows.map((i) => relation.imageLabels[i]) });

  it("hardly moves what was placed, and puts new images among their like", async () => {
    const first = await projectMultimodal(selectRows(images, old), labels, relationOf(old));
    const start = { images: new Float32Array(2 * all.length).fill(Number.NaN), labels: first.labels };
    start.images.set(first.images);
    const next = await projectMultimodal(selectRows(images, all), labels, relationOf(all), { start });
    const shifts = old.map((_, i) => distance(first.images, i, next.images, i));
    expect(median(shifts) / diameter(first)).toBeLessThan(0.02);
    expect(
      classPurity(
        next.images,
        all.map((i) => classes[i]),
      ),
    ).toBeGreaterThan(0.97);
    const again = await projectMultimodal(selectRows(images, all), labels, relationOf(all));
    expect(await trustworthiness(selectRows(images, all), next.images)).toBeGreaterThan(
      (await trustworthiness(selectRows(images, all), again.images)) - 0.02,
    );
  });

  it("starts a new image at the mean of its 5 nearest placed images, and a new label at the mean of its images", async () => {
    const rows = [...old, fresh[0]];
    const start = {
      images: Float32Array.from([
        ...old.flatMap((i) => [...layout.images.subarray(2 * i, 2 * i + 2)]),
        Number.NaN,
        Number.NaN,
      ]),
      labels: Float32Array.from(layout.labels).fill(Number.NaN, 0, 2),
    };
    const begun = await projectMultimodal(selectRows(images, rows), labels, relationOf(rows), { start, iterations: 0 });
    const { indices } = await nearestReferences(selectRows(images, [fresh[0]]), selectRows(images, old), 5);
    const meanX = (places: number[]): number => places.reduce((sum, i) => sum + begun.images[2 * i], 0) / places.length;
    expect(begun.images.at(-2)).toBeCloseTo(meanX([...indices]), 2);
    const carriers = rows.flatMap((i, place) => (relation.imageLabels[i].includes(0) ? [place] : []));
    expect(begun.labels[0]).toBeCloseTo(meanX(carriers), 2);
    expect([...begun.images.subarray(0, 4)]).toEqual([...start.images.subarray(0, 4)]);
  });

  it("refuses a number of steps that is none", async () => {
    await expect(projectMultimodal(images, labels, relation, { iterations: -1 })).rejects.toThrow("iterations = -1");
    await expect(projectMultimodal(images, labels, relation, { iterations: Number.NaN })).rejects.toThrow(RangeError);
  });

  it("starts afresh when the earlier layout places nothing", async () => {
    const start = {
      images: new Float32Array(layout.images.length).fill(Number.NaN),
      labels: new Float32Array(18).fill(Number.NaN),
    };
    expect(await projectMultimodal(images, labels, relation, { start })).toEqual(layout);
  });

  it("leaves the earlier layout as it was", async () => {
    const before = structuredClone(layout);
    await projectMultimodal(images, labels, relation, { start: layout, iterations: 5 });
    expect(layout).toEqual(before);
  });
});
