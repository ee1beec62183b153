import { type ClipModel, run } from "../../kernel-helpers/src/embed/clip/clip-job.js";
import { fitLogits } from "../../kernel-helpers/src/embed/clip/fit-logits.js";
import { fromHalves, toHalves } from "../../kernel-helpers/src/embed/clip/half.js";
import { parseImageSettings } from "../../kernel-helpers/src/embed/clip/image-settings.js";
import { createRowCache } from "../../kernel-helpers/src/embed/clip/row-cache.js";
import type { JobContext, ModelSession, Tensor, TensorInfo } from "../../kernel-helpers/src/inference/job.js";
import { matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import type { Matrix } from "../../kernel-helpers/src/types.js";
import { CLIP_MODELS, golden, goldenImages } from "./clip-golden.js";

const model: ClipModel = {
  directory: `${CLIP_MODELS}/clip-split`,
  family: "clip",
  vision: "vision.onnx",
  text: "text.onnx",
  imageSettings: parseImageSettings({ size: 24, crop_size: 24 }),
  textLength: 77,
};

/** A model whose output is the first number of each row it is given; it remembers what it was fed. */
function fakeModel(input: TensorInfo, output: string, others: readonly TensorInfo[] = []) {
  const fed: Record<string, Tensor>[] = [];
  const session: ModelSession = {
    path: "fake.onnx",
    provider: "cpu",
    inputs: [input, ...others],
    outputs: [{ name: output, type: "float32", dims: ["batch", 1] }],
    run: async (feeds) => {
      fed.push({ ...feeds });
      const { dims, data } = feeds[input.name];
      const length = dims.slice(1).reduce((a, b) => a * b, 1);
      const rows = Float32Array.from({ length: dims[0] }, (_, i) => Number(data[i * length]));
      return { [output]: { type: "float32", dims: [dims[0], 1], data: rows } };
    },
  };
  const reported: unknown[] = [];
  const context: JobContext = { loadSession: async () => session, report: (message) => reported.push(message) };
  return { fed, reported, context };
}

describe("the CLIP job", () => {
  it("fills batches that an image model has fixed, and drops what it filled in", async () => {
    const paths = goldenImages.slice(0, 6).map(({ path }) => path);
    const free = fakeModel({ name: "pixel_values", type: "float32", dims: ["batch", 3, 24, 24] }, "image_embeds");
    const fixed = fakeModel({ name: "pixel_values", type: "float32", dims: [4, 3, 24, 24] }, "image_embeds");
    const rows = (await run({ kind: "images", model, paths }, free.context)) as Matrix;
    expect(new Set(rows.data).size).toBe(6);
    expect(free.fed.map((feeds) => feeds.pixel_values.dims)).toEqual([[6, 3, 24, 24]]);
    expect(await run({ kind: "images", model, paths }, fixed.context)).toEqual(rows);
    expect(fixed.fed.map((feeds) => feeds.pixel_values.dims[0])).toEqual([4, 4]);
    expect(fixed.reported).toEqual([4, 6]);
  });

  it("keeps the order over many batches", async () => {
    const fake = fakeModel({ name: "pixel_values", type: "float32", dims: ["batch", 3, 24, 24] }, "image_embeds");
    const once = (await run(
      { kind: "images", model, paths: goldenImages.map(({ path }) => path) },
      fake.context,
    )) as Matrix;
    const paths = Array.from({ length: 60 }, (_, i) => goldenImages[(i * 7) % goldenImages.length].path);
    const many = (await run({ kind: "images", model, paths }, fake.context)) as Matrix;
    expect([...many.data]).toEqual(Array.from({ length: 60 }, (_, i) => once.data[(i * 7) % goldenImages.length]));
    expect(fake.reported.at(-1)).toBe(60);
  });

  it("gives texts the length and the number the model has fixed, and a mask where it takes one", async () => {
    const mask: TensorInfo = { name: "attention_mask", type: "int64", dims: [2, 16] };
    const fake = fakeModel({ name: "input_ids", type: "int64", dims: [2, 16] }, "text_embeds", [mask]);
    const rows = (await run({ kind: "texts", model, texts: ["a photo of a cat", "", "x"] }, fake.context)) as Matrix;
    expect([rows.rows, fake.fed.length]).toEqual([3, 2]);
    const { input_ids, attention_mask } = fake.fed[0];
    expect([input_ids.dims, attention_mask.dims]).toEqual([
      [2, 16],
      [2, 16],
    ]);
    expect([...(input_ids.data as BigInt64Array)].slice(0, 7).map(Number)).toEqual(golden.clip.ids[0].slice(0, 7));
    expect([...(attention_mask.data as BigInt64Array)].map(Number).slice(0, 16)).toEqual([
      ...Array(7).fill(1),
      ...Array(9).fill(0),
    ]);
  });

  it("refuses a CLIP text model without its projection, but takes SigLIP's pooled output", async () => {
    const fake = fakeModel({ name: "input_ids", type: "int32", dims: ["batch", "length"] }, "pooler_output");
    await expect(run({ kind: "texts", model, texts: ["a"] }, fake.context)).rejects.toThrow(
      /fake\.onnx gives no text_embeds: it was exported without the projection/,
    );
    const siglip = { ...model, family: "siglip" };
    expect(await run({ kind: "texts", model: siglip, texts: ["a"] }, fake.context)).toMatchObject({ rows: 1 });
    expect(fake.fed[0].input_ids.data).toBeInstanceOf(Int32Array);
  });
});

describe("half precision", () => {
  it("comes back from every half that is a number", () => {
    const halves = Uint16Array.from({ length: 0x10000 }, (_, i) => i).filter((half) => (half & 0x7fff) <= 0x7c00);
    expect(toHalves(fromHalves(halves))).toEqual(halves);
    expect(fromHalves(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 1, 0x7c00, 0x3555))).toEqual(
      Float32Array.of(1, -2, 65504, 2 ** -24, Number.POSITIVE_INFINITY, 0.333251953125),
    );
    expect(fromHalves(Uint16Array.of(0x7e00))).toEqual(Float32Array.of(Number.NaN));
  });

  it("rounds to the nearest, ties to even", () => {
    // IEEE 754: 1 + 2^-11 lies half way between 0x3c00 and 0x3c01, 1 + 3 * 2^-11 between 0x3c01 and 0x3c02
    const numbers = Float32Array.of(
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      65519,
      65520,
      2 ** -25,
      1.5 * 2 ** -24,
      2047.9999,
      -0,
      Number.NaN,
    );
    expect([...toHalves(numbers)]).toEqual([0x3c00, 0x3c02, 0x7bff, 0x7c00, 0, 2, 0x6800, 0x8000, 0x7e00]);
  });
});

describe("the line of a model's logits", () => {
  it("is found with a bias where the model has one, through the origin where it has none", () => {
    const images = matrixFromRows([
      [2, 0],
      [0, 3],
      [1, 1],
    ]);
    const texts = matrixFromRows([
      [5, 0],
      [1, 1],
    ]);
    const half = Math.SQRT1_2;
    const cosines = [1, half, 0, half, half, 1];
    const withBias = fitLogits({ images, texts, logits: Float32Array.from(cosines, (c) => 12 * c - 7) }, true);
    expect(withBias.scale).toBeCloseTo(12, 4);
    expect(withBias.bias).toBeCloseTo(-7, 4);
    expect(fitLogits({ images, texts, logits: Float32Array.from(cosines, (c) => 12 * c) }, false)).toMatchObject({
      scale: expect.closeTo(12, 4),
      bias: 0,
    });
  });
});

describe("the cache of rows", () => {
  const lengthOf = (keys: readonly string[]) => async (places: readonly number[]) =>
    matrixFromRows(places.map((place) => [keys[place].length]));

  it("makes each row once, in chunks, and keeps those made before a failure", async () => {
    const cache = createRowCache();
    const keys = Array.from({ length: 300 }, (_, i) => "x".repeat(i % 290));
    const asked: number[] = [];
    const failing = async (places: readonly number[]): Promise<Matrix> => {
      asked.push(places.length);
      if (asked.length === 2) throw new Error("died");
      return lengthOf(keys)(places);
    };
    await expect(cache.rows(keys, failing)).rejects.toThrow("died");
    const steps: number[] = [];
    const rows = await cache.rows(keys, failing, { onProgress: (done) => steps.push(done) });
    expect([...rows.data]).toEqual(keys.map((key) => key.length));
    expect(asked).toEqual([128, 128, 128, 34]);
    // 128 kept and 10 keys that come twice
    expect(steps[0]).toBe(138);
  });
});
