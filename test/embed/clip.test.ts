import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClipOptions, clip } from "../../kernel-helpers/src/embed/clip.js";
import { createInferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import { rowOf } from "../../kernel-helpers/src/linalg/matrix.js";
import { CLIP_MODELS, golden, goldenImages, imageRef, largestDifference, unpack } from "./clip-golden.js";

const inference = createInferenceProcess({ threads: 1 });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterAll(async () => {
  inference.close();
  await rm(folder, { recursive: true });
});

function open(model: string, options: ClipOptions = {}): ReturnType<typeof clip> {
  return clip(join(CLIP_MODELS, model), { inference, ...options });
}

/** A copy of a model that a test may damage. */
async function copyOf(model: string): Promise<string> {
  const directory = await mkdtemp(join(folder, "model-"));
  await cp(join(CLIP_MODELS, model), directory, { recursive: true });
  return directory;
}

describe.each([
  ["CLIP in two files (transformers.js, 64-bit ids)", "clip-split", golden.clip],
  ["CLIP in one file (optimum, 32-bit ids)", "clip-full", golden.clip],
  ["SigLIP in one file", "siglip-full", golden["siglip-full"]],
  ["SigLIP 2 in two files, pooled", "siglip-split", golden["siglip-split"]],
])("%s", (_name, model, expected) => {
  it("embeds images as transformers does, in rows of length 1", async () => {
    const { data, rows, columns } = await open(model).embed(goldenImages);
    expect([rows, columns]).toEqual(expected.image_embeds.shape);
    expect(largestDifference(data, unpack(expected.image_embeds))).toBeLessThan(1e-4);
  });

  it("embeds texts as transformers does", async () => {
    const { data, rows, columns } = await open(model).embedTexts(expected.texts);
    expect([rows, columns]).toEqual(expected.text_embeds.shape);
    expect(largestDifference(data, unpack(expected.text_embeds))).toBeLessThan(1e-4);
  });

  it("gives transformers' probabilities for labels", async () => {
    const { logit_scale: logitScale, logit_bias: logitBias } = expected;
    // a model in one file shows its scale itself
    const options = model.endsWith("full") ? {} : { logitScale, logitBias };
    const embedder = open(model, options);
    const softmax = await embedder.zeroShot(goldenImages, expected.texts, { template: "{label}" });
    expect([softmax.rows, softmax.columns]).toEqual(expected.softmax.shape);
    expect(largestDifference(softmax.data, unpack(expected.softmax))).toBeLessThan(1e-4);
    if (!expected.sigmoid) return;
    const sigmoid = await embedder.zeroShot(goldenImages, expected.texts, { template: "{label}", head: "sigmoid" });
    expect(largestDifference(sigmoid.data, unpack(expected.sigmoid))).toBeLessThan(1e-4);
  });
});

describe("a variant's files", () => {
  it.each(Object.entries(golden.clip.variants))(
    "%s embeds as Python's ONNX Runtime does with the same file",
    async (variant, expected) => {
      // one at a time: int8 models scale by the largest number of the whole batch
      const embedder = open("clip-split", { variant });
      const images: number[] = [];
      for (const image of goldenImages) images.push(...(await embedder.embed([image])).data);
      const texts: number[] = [];
      for (const text of golden.clip.texts) texts.push(...(await embedder.embedTexts([text])).data);
      // in half precision the last digit, 1e-3 at 1, depends on the machine
      const tolerance = variant.startsWith("fp16") ? 2e-3 : 1e-4;
      expect(largestDifference(images, unpack(expected.image_embeds))).toBeLessThan(tolerance);
      expect(largestDifference(texts, unpack(expected.text_embeds))).toBeLessThan(tolerance);
    },
  );

  it("has a name of its own; a folder that moved keeps its name", async () => {
    const names = [undefined, "fp16", "quantized"].map((variant) => open("clip-split", { variant }).name);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^clip-[0-9a-f]{12}$/);
    expect(open("siglip-full").name).toMatch(/^siglip-/);
    expect(clip(await copyOf("clip-split")).name).toBe(names[0]);
  });

  it("has another name when one number of its weights is another", async () => {
    const directory = await copyOf("clip-split");
    const before = clip(directory).name;
    const path = join(directory, "onnx", "vision_model.onnx");
    const bytes = await readFile(path);
    bytes[bytes.length >> 1] ^= 1;
    await writeFile(path, bytes);
    expect(clip(directory).name).not.toBe(before);
  });
});

describe("clip", () => {
  it("counts progress over all images, the same picture embedded once", async () => {
    const embedder = open("clip-split");
    const runs: string[] = [];
    const counting = {
      ...inference,
      run: (...args: Parameters<typeof inference.run>) => {
        runs.push(JSON.stringify((args[1] as { paths?: unknown }).paths));
        return inference.run(...args);
      },
    };
    const counted = open("clip-split", { inference: counting });
    const twin = { ...goldenImages[0], id: "twin" };
    const steps: [number, number][] = [];
    const rows = await counted.embed([goldenImages[0], goldenImages[1], twin], {
      onProgress: (...step) => steps.push(step),
    });
    expect(rowOf(rows, 2)).toEqual(rowOf(rows, 0));
    expect(rowOf(rows, 1)).not.toEqual(rowOf(rows, 0));
    expect(steps.at(-1)).toEqual([3, 3]);
    expect(steps).toEqual([...steps].sort((a, b) => a[0] - b[0]));
    expect(runs).toEqual([JSON.stringify([goldenImages[0].path, goldenImages[1].path])]);
    // all known by now
    await counted.embed([twin]);
    expect(runs).toHaveLength(1);
    expect(rows.data).toEqual((await embedder.embed([goldenImages[0], goldenImages[1], twin])).data);
  });

  it("looks again at a file whose content changed", async () => {
    const path = join(folder, "changing.png");
    const embedder = open("clip-split");
    await copyFile(goldenImages[0].path, path);
    const before = await embedder.embed([imageRef(path)]);
    await copyFile(goldenImages[5].path, path);
    expect((await embedder.embed([imageRef(path)])).data).not.toEqual(before.data);
  });

  it("gives no rows for no images, no texts, no labels", async () => {
    const embedder = open("clip-split");
    expect((await embedder.embed([])).rows).toBe(0);
    expect((await embedder.embedTexts([])).rows).toBe(0);
    expect(await embedder.zeroShot([], ["cat"])).toMatchObject({ rows: 0, columns: 1 });
    expect(await embedder.zeroShot([goldenImages[0]], [])).toMatchObject({ rows: 1, columns: 0 });
  });

  it("puts labels into the template, dollars and all, and makes rows that sum to 1", async () => {
    const embedder = open("clip-split");
    const labels = ["cat", "$& $1", "dog"];
    const probabilities = await embedder.zeroShot(goldenImages.slice(0, 2), labels, { template: "a {label}!" });
    const texts = await embedder.embedTexts(labels.map((label) => `a ${label}!`));
    const images = await embedder.embed(goldenImages.slice(0, 2));
    const cosine = (i: number, j: number): number =>
      rowOf(images, i).reduce((sum, value, k) => sum + value * rowOf(texts, j)[k], 0);
    // a model in two files does not show its scale: 100
    const ratio = rowOf(probabilities, 0)[0] / rowOf(probabilities, 0)[1];
    expect(Math.log(ratio)).toBeCloseTo(100 * (cosine(0, 0) - cosine(0, 1)), 2);
    for (const i of [0, 1]) expect(rowOf(probabilities, i).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    await expect(embedder.zeroShot([], labels, { template: "a cat" })).rejects.toThrow(
      /template "a cat" has no \{label\}/,
    );
  });

  it("asks for scale and bias before it gives SigLIP's sigmoid without them", async () => {
    await expect(open("siglip-split").zeroShot(goldenImages, ["cat"], { head: "sigmoid" })).rejects.toThrow(
      /"sigmoid" needs the model's scale and bias.*give clip\(\) the logitScale and logitBias/,
    );
  });

  it("stops when the signal is aborted, and works again after", async () => {
    const embedder = open("clip-split");
    const controller = new AbortController();
    const onProgress = (): void => controller.abort(new Error("enough"));
    await expect(embedder.embed(goldenImages, { signal: controller.signal, onProgress })).rejects.toThrow("enough");
    await expect(embedder.embed(goldenImages, { signal: controller.signal })).rejects.toThrow("enough");
    expect((await embedder.embed(goldenImages)).rows).toBe(goldenImages.length);
  });
});

describe("a fault", () => {
  it("in an image names its file", async () => {
    const path = join(folder, "cut-off.png");
    await writeFile(path, (await readFile(goldenImages[3].path)).subarray(0, 300));
    await expect(open("clip-split").embed([goldenImages[0], imageRef(path)])).rejects.toThrow(
      /clip: .*cut-off\.png cannot be read as an image \(.+\); load the folder again/,
    );
    await expect(open("clip-split").embed([imageRef(join(folder, "none.png"))])).rejects.toThrow(
      /none\.png cannot be read/,
    );
  });

  it("in the folder names what is missing, and what to do", async () => {
    expect(() => clip(join(folder, "nowhere"))).toThrow(/no folder .*nowhere; run "npx datacrafter pull clip-vit-b32"/);
    const empty = await mkdtemp(join(folder, "empty-"));
    expect(() => clip(empty)).toThrow(
      /no vision_model\.onnx and text_model\.onnx, or model\.onnx, in .*no \.onnx file at all/,
    );
    const directory = await copyOf("clip-split");
    await rm(join(directory, "preprocessor_config.json"));
    expect(() => clip(directory)).toThrow(/no preprocessor_config\.json in/);
    await writeFile(join(directory, "preprocessor_config.json"), "{");
    expect(() => clip(directory)).toThrow(/preprocessor_config\.json is not JSON/);
    await writeFile(join(directory, "preprocessor_config.json"), '{"resample": 5}');
    expect(() => clip(directory)).toThrow(/preprocessor_config\.json: "resample" is 5/);
  });

  it("in the choice of files names the variants that are there", () => {
    expect(() => open("clip-split", { variant: "int4" })).toThrow(
      /no vision_model_int4\.onnx.*\{ variant: "fp16" \} or /,
    );
  });

  it("of a text-only folder says so", async () => {
    const directory = await copyOf("clip-split");
    const onnx = join(directory, "onnx");
    const texts = await readFile(join(onnx, "text_model.onnx"));
    await rm(onnx, { recursive: true });
    await mkdir(onnx);
    await writeFile(join(onnx, "text_model.onnx"), texts);
    expect(() => clip(directory)).toThrow(/text_model\.onnx cannot embed images/);
    await rename(join(onnx, "text_model.onnx"), join(onnx, "model.onnx"));
    await expect(clip(directory, { inference }).embed(goldenImages)).rejects.toThrow(
      /model\.onnx cannot embed images: it takes input_ids and gives text_embeds; needed are pixel_values and image_embeds or/,
    );
  });

  it("of a folder without texts leaves images alone", async () => {
    const directory = await copyOf("clip-split");
    await rm(join(directory, "onnx", "text_model.onnx"));
    const embedder = clip(directory, { inference });
    expect((await embedder.embed(goldenImages.slice(0, 1))).rows).toBe(1);
    await expect(embedder.embedTexts(["a"])).rejects.toThrow(/no text_model\.onnx of the same variant/);
  });

  it("in the tokenizer is told with the first text, and mended without a new start", async () => {
    const directory = await copyOf("clip-split");
    await rename(join(directory, "tokenizer.json"), join(directory, "kept.json"));
    const embedder = clip(directory, { inference });
    await expect(embedder.embedTexts(["a"])).rejects.toThrow(/No tokenizer in .*model-/);
    await rename(join(directory, "kept.json"), join(directory, "tokenizer.json"));
    expect((await embedder.embedTexts(["a"])).rows).toBe(1);
  });

  it("in an ONNX file names the file", async () => {
    const directory = await copyOf("clip-split");
    await writeFile(join(directory, "onnx", "vision_model.onnx"), "not a model");
    await expect(clip(directory, { inference }).embed(goldenImages)).rejects.toThrow(/vision_model\.onnx/);
  });
});
