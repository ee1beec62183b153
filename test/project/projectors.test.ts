import { existsSync, readFileSync } from "node:fs";
import { createMatrix, matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import { projectors } from "../../kernel-helpers/src/project/projectors.js";
import type { Layout, Matrix, Relation } from "../../kernel-helpers/src/types.js";
import { shareAtOwnLabel, threeGroups } from "./three-groups.js";

function cloud(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed);
  return createMatrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => randomNormal(random)),
  );
}

/** Image i carries labels i mod m and i * i mod m. */
function cyclicRelation(images: number, labels: number): Relation {
  const of = (i: number): number[] => (labels === 0 ? [] : [...new Set([i % labels, (i * i) % labels])]);
  return { imageLabels: Array.from({ length: images }, (_, i) => of(i)) };
}

/** Processor time of this thread in milliseconds, where the system tells (Linux): a busy machine does not add to it. Clock time elsewhere. */
function processorTime(): number {
  const path = `/proc/self/task/${process.pid}/schedstat`;
  return existsSync(path) ? Number(readFileSync(path, "utf8").split(" ")[0]) / 1e6 : performance.now();
}

/** The longest stretch of computing between two looks at the event loop, milliseconds. */
async function longestStretch(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = processorTime();
  const look = (): void => {
    const now = processorTime();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const looks = setInterval(look, 1);
  await work().finally(() => clearInterval(looks));
  look();
  return longest;
}

jest.setTimeout(60_000); // the largest case takes a second on two idle cores; CI machines are slower

const iterations = 40;
const large = cloud(1200, 300, 1);
const [images, labels, relation] = [cloud(40, 6, 1), cloud(7, 9, 2), cyclicRelation(40, 7)];

/** Every projector keeps these rules; a new one gets them by its line in projectors.ts. */
describe.each(Object.entries(projectors))("projector %s", (name, project) => {
  const isIterative = name !== "pca";

  it("gives every image and label a finite position", async () => {
    const layout = await project(images, labels, relation, { iterations });
    expect([layout.images.length, layout.labels.length]).toEqual([80, 14]);
    expect([...layout.images, ...layout.labels].every(Number.isFinite)).toBe(true);
  });

  it("works with the data alone", async () => {
    expect((await project(images, labels, relation)).images).toHaveLength(80);
  });

  it("gives the same bytes for the same seed", async () => {
    const first = await project(images, labels, relation, { seed: 7, iterations });
    expect(await project(images, labels, relation, { seed: 7, iterations })).toEqual(first);
  });

  it("leaves its inputs alone", async () => {
    const before = structuredClone({ images, labels, relation });
    await project(images, labels, relation, { iterations });
    expect({ images, labels, relation }).toEqual(before);
  });

  it("does not depend on the length of embeddings", async () => {
    const scaled = { ...images, data: images.data.map((x) => 4 * x) };
    expect(await project(scaled, labels, relation, { iterations })).toEqual(
      await project(images, labels, relation, { iterations }),
    );
  });

  it("counts its steps up to the last", async () => {
    const calls: number[][] = [];
    await project(images, labels, relation, { iterations, onProgress: (done, total) => calls.push([done, total]) });
    const done = calls.map(([steps]) => steps);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(calls.at(-1)).toEqual(isIterative ? [iterations, iterations] : [1, 1]);
  });

  it("shows whole layouts while it settles, and hands them over", async () => {
    const frames: Layout[] = [];
    await project(images, labels, relation, { iterations, onFrame: (frame) => frames.push(frame) });
    expect(frames.length > 0).toBe(isIterative);
    for (const frame of frames) {
      expect([frame.images.length, frame.labels.length]).toEqual([80, 14]);
      expect([...frame.images, ...frame.labels].every(Number.isFinite)).toBe(true);
    }
    expect(new Set(frames.map((frame) => frame.images)).size).toBe(frames.length);
  });

  it("puts a label without a vector among the images that carry it", async () => {
    const groups = threeGroups(45);
    const layout = await project(groups.images, createMatrix(3, 12), groups.relation);
    expect(shareAtOwnLabel(layout)).toBeGreaterThan(0.9);
  });

  it("lets other events in", async () => {
    const [many, some, carried] = [cloud(300, 64, 1), cloud(20, 64, 2), cyclicRelation(300, 20)];
    expect(await longestStretch(() => project(many, some, carried, { iterations }))).toBeLessThan(100);
  });

  it.each([
    [0, 0],
    [0, 3],
    [1, 0],
    [1, 1],
    [2, 0],
    [2, 1],
    [3, 5],
    [17, 1],
  ])("copes with %i images and %i labels", async (n, m) => {
    const layout = await project(cloud(n, 4, 1), cloud(m, 4, 2), cyclicRelation(n, m), { iterations });
    expect([layout.images.length, layout.labels.length]).toEqual([2 * n, 2 * m]);
    expect([...layout.images, ...layout.labels].every(Number.isFinite)).toBe(true);
  });

  it.each([
    ["duplicated images", matrixFromRows(Array.from({ length: 40 }, (_, i) => [1, i % 2, 0])), labels, relation],
    ["one image forty times", matrixFromRows(Array.from({ length: 40 }, () => [1, 2, 3])), labels, relation],
    ["zero vectors", createMatrix(40, 3), createMatrix(7, 3), relation],
    ["embeddings without dimensions", createMatrix(40, 0), createMatrix(7, 0), relation],
    ["no image with a label", images, labels, cyclicRelation(40, 0)],
    [
      "the same label named twice",
      images,
      labels,
      { imageLabels: relation.imageLabels.map((list) => [...list, ...list]) },
    ],
    [
      "all images with all labels",
      images,
      labels,
      { imageLabels: relation.imageLabels.map(() => [0, 1, 2, 3, 4, 5, 6]) },
    ],
    [
      "huge and tiny numbers",
      matrixFromRows(Array.from({ length: 40 }, (_, i) => [1e18 * i, 1e-18, -1e18])),
      labels,
      relation,
    ],
  ])("copes with %s", async (_name, x, u, r) => {
    const layout = await project(x, u, r, { iterations });
    expect([...layout.images, ...layout.labels].every(Number.isFinite)).toBe(true);
  });

  it("names what is wrong with its input", async () => {
    const broken = { ...images, data: images.data.map((x, i) => (i === 13 ? Number.NaN : x)) };
    await expect(project(broken, labels, relation)).rejects.toThrow(/^\w+ \(images\): row 2 holds NaN/);
    await expect(
      project(images, { ...labels, data: labels.data.map(() => Number.POSITIVE_INFINITY) }, relation),
    ).rejects.toThrow(RangeError);
    await expect(project(images, labels, { imageLabels: [[0]] })).rejects.toThrow("40 images, 1 label lists");
    await expect(project(images, labels, { imageLabels: relation.imageLabels.map(() => [7]) })).rejects.toThrow(
      "image 0 carries label 7 of 7",
    );
    const start = { images: new Float32Array(3), labels: new Float32Array(14) };
    await expect(project(images, labels, relation, { start })).rejects.toThrow(
      "start.images holds 3 numbers for 40 images",
    );
    const half = { images: new Float32Array(80).fill(1, 1).fill(Number.NaN, 0, 1), labels: new Float32Array(14) };
    await expect(project(images, labels, relation, { start: half })).rejects.toThrow("start.images 0 is (NaN, 1)");
  });

  it("refuses a number of steps that is none", async () => {
    if (!isIterative) return;
    await expect(project(images, labels, relation, { iterations: -1 })).rejects.toThrow(/^\w+: iterations = -1; give/);
  });

  it("stops with the signal's reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(project(images, labels, relation, { signal })).rejects.toThrow("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("later")), 20);
    const long = { signal: controller.signal, iterations: 100_000 };
    await expect(project(large, cloud(10, 3, 1), cyclicRelation(1200, 10), long)).rejects.toThrow("later");
  });
});
