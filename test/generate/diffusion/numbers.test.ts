import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fitColours, previewPixels } from "../../../kernel-helpers/src/generate/diffusion/fit-colours.js";
import { guidanceEmbedding } from "../../../kernel-helpers/src/generate/diffusion/guidance-embedding.js";
import { fromHalf, toHalf } from "../../../kernel-helpers/src/generate/diffusion/half.js";
import { noiseSource } from "../../../kernel-helpers/src/generate/diffusion/noise-source.js";
import { parsePythonJson } from "../../../kernel-helpers/src/generate/diffusion/parse-python-json.js";
import { toTensor } from "../../../kernel-helpers/src/generate/diffusion/tensors.js";
import { createInferenceProcess } from "../../../kernel-helpers/src/inference/inference-process.js";
import { runModel } from "../../../kernel-helpers/src/inference/run-model.js";
import { createRandom, randomNormal } from "../../../kernel-helpers/src/linalg/random.js";
import { GOLDEN, modelFolder, removeModelFolders } from "./model-folders.js";

describe("half precision", () => {
  it("keeps every half number", () => {
    const all = Uint16Array.from({ length: 65536 }, (_, i) => i).filter(
      (bits) => !((bits & 0x7c00) === 0x7c00 && bits & 1023),
    );
    expect(toHalf(fromHalf(all))).toEqual(all);
  });

  it("rounds as numpy does", () => {
    // numpy.float32(x).astype(numpy.float16).view(numpy.uint16)
    const values = [
      1,
      -2.5,
      1 / 3,
      65504,
      65519.9,
      65520,
      1e-8,
      2.9802322e-8,
      2.9802326e-8,
      6.1e-5,
      1.00048828125,
      1.00146484375,
      -0,
      NaN,
      Infinity,
    ];
    const bits = [15360, 49408, 13653, 31743, 31743, 31744, 0, 0, 1, 1023, 15360, 15362, 32768, 32256, 31744];
    expect([...toHalf(Float32Array.from(values))]).toEqual(bits);
  });
});

describe("UNet files in fp32, fp16 and int8", () => {
  const inference = createInferenceProcess({ threads: 1 });
  const golden = JSON.parse(readFileSync(join(GOLDEN, "number-formats.json"), "utf8")) as Record<string, number[]>;
  afterAll(async () => {
    inference.close();
    await removeModelFolders();
  });

  // onnxruntime for Python on the same file; halves differ by the order of their sums
  it.each([
    ["sd", "unet", "float32", 1e-4],
    ["fp16", "unet_fp16", "float16", 4e-3],
    ["int8", "unet_int8", "float32", 4e-3],
  ] as const)("%s: as onnxruntime for Python", async (variant, part, type, tolerance) => {
    const path = join(await modelFolder(variant), "unet", "model.onnx");
    const feed = (name: string, kind: "float32" | "float16" | "int64", values: number[], dims: number[]) =>
      toTensor({ name, type: kind, dims }, Float32Array.from(values), dims);
    const { outputs } = await runModel(
      path,
      {
        sample: feed("sample", type, golden.sample, [2, 4, 8, 8]),
        timestep: feed("timestep", "int64", [261], []),
        encoder_hidden_states: feed("encoder_hidden_states", type, golden.states, [2, 77, 16]),
      },
      { inference },
    );
    const { data } = outputs.out_sample;
    const made = type === "float16" ? fromHalf(data as Uint16Array) : (data as Float32Array);
    expect(Math.max(...golden[part].map((value, i) => Math.abs(value - made[i])))).toBeLessThan(tolerance);
  });
});

describe("noiseSource", () => {
  it("hands out what it was given, then the seed's own from the start", () => {
    const random = createRandom(8);
    const own = Array.from({ length: 3 }, () => Math.fround(randomNormal(random)));
    const draw = noiseSource(8, Float32Array.of(0.5, 0.25));
    expect([...draw(1), ...draw(4)]).toEqual([0.5, 0.25, ...own]);
  });
});

describe("guidanceEmbedding", () => {
  it("is that of diffusers", () => {
    // StableDiffusionPipeline.get_guidance_scale_embedding(torch.tensor([0.5]), embedding_dim=6)
    const expected = [-0.4678, -0.9589, 0.05, -0.8838, 0.2837, 0.9988];
    [...guidanceEmbedding(1.5, 6)].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 3);
    });
  });
});

describe("fitColours", () => {
  it("finds a linear decoder, and paints with it", () => {
    const random = createRandom(2);
    const latents = Float32Array.from({ length: 2 * 12 }, () => random() - 0.5);
    const weights = [
      [0.3, -0.2, 0.5],
      [0.1, 0.4, 0.4],
      [-0.5, 0.2, 0.6],
    ];
    const width = 8; // 4 x 3 latent points of 2 x 2 pixels
    const planes = Float32Array.from({ length: 3 * 48 }, (_, i) => {
      const [a, b, c] = weights[Math.floor(i / 48)];
      const point = Math.floor(Math.floor((i % 48) / width) / 2) * 4 + Math.floor((i % width) / 2);
      return a * latents[point] + b * latents[12 + point] + c;
    });
    const map = fitColours(latents, 2, planes, width, 2);
    map.forEach((own, colour) => {
      own.forEach((weight, i) => {
        expect(weight).toBeCloseTo(weights[colour][i], 2);
      });
    });
    expect(previewPixels(map, latents)[0]).toBeCloseTo(255 * planes[0], -1);
  });
});

describe("parsePythonJson", () => {
  it("makes null of what JSON does not know, outside of strings", () => {
    expect(parsePythonJson('{"a": -Infinity, "b": [NaN, Infinity], "c": "x: NaN"}')).toEqual({
      a: null,
      b: [null, null],
      c: "x: NaN",
    });
  });
});
