import { existsSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import type { StableDiffusionOptions } from "../../../kernel-helpers/src/generate/diffusion/diffusion-settings.js";
import { stableDiffusion } from "../../../kernel-helpers/src/generate/stable-diffusion.js";
import { createInferenceProcess } from "../../../kernel-helpers/src/inference/inference-process.js";
import type { GeneratedImage, GenerateOptions, ImageRef } from "../../../kernel-helpers/src/types.js";
import { GOLDEN, modelFolder, removeModelFolders, SD_SCHEDULER } from "./model-folders.js";

const inference = createInferenceProcess({ threads: 1 });
let folder: string;
let source: ImageRef;
let other: ImageRef;
let sd: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  source = { id: "source", path: join(GOLDEN, "source.png"), className: "cat" };
  other = { id: "other", path: join(folder, "other.png"), className: "cat" };
  await sharp({ create: { width: 90, height: 50, channels: 3, background: "#3a8" } })
    .png()
    .toFile(other.path);
  sd = await modelFolder("sd");
});
afterAll(async () => {
  inference.close();
  await removeModelFolders();
  await rm(folder, { recursive: true });
});

interface Asked extends GenerateOptions {
  readonly seed?: number;
  readonly prompt?: string;
  readonly source?: ImageRef;
}

/** Makes images with one generator. */
function maker(directory: string, options: StableDiffusionOptions = {}): (asked?: Asked) => Promise<GeneratedImage> {
  const generator = stableDiffusion(directory, { steps: 4, inference, ...options });
  return ({ seed = 3, prompt = "a photo of a small cat", source: from = source, ...call } = {}) =>
    generator.generate({ prompt, source: from, seed }, call);
}

const bytes = ({ png }: GeneratedImage): string => Buffer.from(png).toString("base64");

async function pixels({ png }: GeneratedImage): Promise<Uint8Array> {
  return sharp(png).removeAlpha().raw().toBuffer();
}

async function largestDifference(a: GeneratedImage, b: GeneratedImage): Promise<number> {
  const [one, two] = await Promise.all([pixels(a), pixels(b)]);
  return one.reduce((largest, value, i) => Math.max(largest, Math.abs(value - two[i])), 0);
}

describe("stableDiffusion as a generator", () => {
  it("declares all it can do, and that it likes a batch at a time", () => {
    const generator = stableDiffusion(sd, { batch: 3, inference });
    expect(Object.values(generator.capabilities)).toEqual([true, true, true, true, true, true]);
    expect(generator.concurrency).toBe(3);
  });

  it("gives a PNG of the trained size with all that made it", async () => {
    const image = await maker(sd, { negativePrompt: "blurry", guidance: 5, strength: 0.75 })();
    expect(await sharp(image.png).metadata()).toMatchObject({ format: "png", width: 64, height: 64 });
    const { model, stepsPerSecond, ...rest } = image.parameters;
    expect(rest).toEqual({
      mode: "image-to-image",
      scheduler: "ddim",
      steps: "4",
      strength: "0.75",
      guidance: "5",
      negativePrompt: "blurry",
      seed: "3",
      size: "64x64",
      provider: "cpu",
    });
    expect(model).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(Number(stepsPerSecond)).toBeGreaterThan(0);
    expect(image.warnings).toEqual([]);
  });

  it("makes the same bytes of the same seed, and others of another seed, prompt, source, strength or negative prompt", async () => {
    const first = bytes(await maker(sd)());
    expect(bytes(await maker(sd)())).toBe(first);
    const others = await Promise.all([
      maker(sd)({ seed: 4 }),
      maker(sd)({ prompt: "an oil painting" }),
      maker(sd)({ source: other }),
      maker(sd, { strength: 1 })(),
      maker(sd, { negativePrompt: "dark" })(),
      maker(sd, { guidance: 2 })(),
      maker(sd, { scheduler: "euler-ancestral" })(),
      maker(sd, { eta: 1 })(),
    ]);
    expect(new Set([first, ...others.map(bytes)]).size).toBe(9);
  });

  it("looks at the source in image-to-image only", async () => {
    const make = maker(sd, { mode: "text-to-image" });
    expect(bytes(await make({ source: other }))).toBe(bytes(await make()));
    expect((await make()).parameters).not.toHaveProperty("strength");
  });

  it("makes other sizes, wide ones too", async () => {
    const image = await maker(sd, { width: 96, height: 32, mode: "text-to-image" })();
    expect(await sharp(image.png).metadata()).toMatchObject({ width: 96, height: 32 });
  });

  it("keeps closer to the source the smaller the strength", async () => {
    const distance = async (strength: number): Promise<number> => {
      const made = await pixels(await maker(sd, { strength, steps: 10, guidance: 1 })());
      const whole = await pixels(await maker(sd, { strength: 0.1, steps: 10, guidance: 1 })());
      return made.reduce((sum, value, i) => sum + Math.abs(value - whole[i]), 0);
    };
    const distances = [await distance(0.2), await distance(0.5), await distance(1)];
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
  });

  it("says when the model does not read the prompt to its end", async () => {
    const { warnings } = await maker(sd)({ prompt: "cat ".repeat(200) });
    expect(warnings).toEqual(["The prompt has 202 tokens; the model reads the first 77 and does not see its end."]);
  });

  it("says when the older layout's encoder draws by itself", async () => {
    const directory = await modelFolder("old");
    const image = await maker(directory, { width: 64, height: 64 })();
    expect(image.warnings).toEqual([expect.stringContaining("draws noise by itself")]);
    expect((await maker(directory, { width: 64, height: 64, mode: "text-to-image" })()).warnings).toEqual([]);
  });
});

describe("stableDiffusion in batches", () => {
  it.each([
    { mode: "image-to-image", guidance: 7.5 },
    { mode: "text-to-image", guidance: 1 },
  ] as const)("makes of each request what it makes of it alone: %j", async (options) => {
    const together = maker(sd, { ...options, batch: 3, scheduler: "euler-ancestral" });
    const alone = maker(sd, { ...options, scheduler: "euler-ancestral" });
    const seeds = [1, 2, 3, 4, 5];
    const joined = await Promise.all(seeds.map((seed) => together({ seed })));
    for (const [i, seed] of seeds.entries()) {
      // sums of another batch size may round otherwise: one level of 255 at most
      expect(await largestDifference(joined[i], await alone({ seed }))).toBeLessThanOrEqual(1);
    }
    expect(new Set(joined.map(bytes)).size).toBe(5);
  });

  it("lets the others finish when one is aborted", async () => {
    const together = maker(sd, { batch: 2, steps: 12, strength: 1 });
    const controller = new AbortController();
    const first = together({ signal: controller.signal, onProgress: () => controller.abort(new Error("enough")) });
    const second = together({ seed: 9 });
    await expect(first).rejects.toThrow("enough");
    expect(
      await largestDifference(await second, await maker(sd, { steps: 12, strength: 1 })({ seed: 9 })),
    ).toBeLessThanOrEqual(1);
  });
});

describe("stableDiffusion on its way", () => {
  it("tells each step, and shows what it foresees", async () => {
    const steps: string[] = [];
    const previews: { readonly png: Uint8Array; readonly step: number }[] = [];
    const image = await maker(sd, { steps: 6, strength: 1 })({
      onProgress: (done, total) => steps.push(`${done}/${total}`),
      onPreview: (png, step) => previews.push({ png, step }),
    });
    expect(steps).toEqual(["1/6", "2/6", "3/6", "4/6", "5/6", "6/6"]);
    expect(previews.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
    const last = await sharp(previews[4].png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([last.info.width, last.info.height]).toEqual([8, 8]);
    // the last preview resembles the image: closer to it, made small, than a plain grey one of the same lightness
    const small = await sharp(image.png).removeAlpha().resize(8, 8, { kernel: "cubic" }).raw().toBuffer();
    const mean = small.reduce((sum, value) => sum + value, 0) / small.length;
    const error = (guess: (i: number) => number): number =>
      small.reduce((sum, value, i) => sum + (value - guess(i)) ** 2, 0);
    expect(error((i) => last.data[i])).toBeLessThan(error(() => mean));
  });

  it("stops in mid-image when aborted, and makes the next one", async () => {
    const make = maker(sd, { steps: 50, strength: 1 });
    const controller = new AbortController();
    let taken = 0;
    const cut = make({
      signal: controller.signal,
      onProgress: (done) => {
        taken = done;
        if (done === 3) controller.abort(new Error("stop"));
      },
    });
    await expect(cut).rejects.toThrow("stop");
    expect(taken).toBeLessThan(50);
    expect(bytes(await maker(sd)())).toBe(bytes(await maker(sd)()));
    await expect(make({ signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
  });

  it("makes the image all the same when the process is killed in the middle of it", async () => {
    const make = maker(sd, { steps: 30, strength: 1 });
    const expected = bytes(await make());
    let kills = 0;
    const image = await make({
      onProgress: (done) => {
        if (done === 5 && kills++ === 0) process.kill(inference.pid as number, "SIGKILL");
      },
    });
    expect(kills).toBeGreaterThan(0);
    expect(bytes(image)).toBe(expected);
  });

  const linux = existsSync("/proc/self/status") ? it : it.skip;
  linux("needs no more memory after 50 images than after 10", async () => {
    const resident = async (): Promise<number> =>
      Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${inference.pid}/status`, "utf8"))?.[1]) / 1024;
    const make = maker(sd, { steps: 2, batch: 2 });
    const some = async (from: number, to: number): Promise<void> => {
      for (let seed = from; seed < to; seed += 2) await Promise.all([make({ seed }), make({ seed: seed + 1 })]);
    };
    await some(0, 10);
    const before = await resident();
    await some(10, 50);
    expect((await resident()) - before).toBeLessThan(40); // MiB
  });
});

describe("stableDiffusion refuses", () => {
  it.each([
    [{ strength: 0 }, "strength is 0"],
    [{ strength: 1.5 }, "strength is 1.5"],
    [{ steps: 0 }, "steps is 0"],
    [{ guidance: Number.NaN }, "guidance is null"],
    [{ batch: 1.5 }, "batch is 1.5"],
    [{ width: -8 }, "width is -8"],
    [{ scheduler: "heun" as "ddim" }, 'scheduler is "heun"; give ddim, euler'],
    [{ mode: "upscale" as "text-to-image" }, 'mode is "upscale"'],
  ])("%j at once", (options, message) => {
    expect(() => stableDiffusion(sd, options)).toThrow(message);
  });

  it("strength that leaves no step, before anything is loaded", async () => {
    const idle = createInferenceProcess();
    await expect(maker(sd, { steps: 4, strength: 0.2, inference: idle })()).rejects.toThrow(
      "strength 0.2 of 4 steps is less than one step; give steps >= 5 or strength >= 0.25.",
    );
    expect(idle.pid).toBeUndefined();
  });

  it("a size that the VAE cannot make", async () => {
    await expect(maker(sd, { width: 60 })()).rejects.toThrow(
      "width 60 is no multiple of 8, as this model needs; give 64.",
    );
  });

  it("a folder without its parts, by name and with what to do", async () => {
    const directory = await modelFolder("sd");
    await rename(join(directory, "unet"), join(directory, "unet_"));
    await rm(join(directory, "tokenizer"), { recursive: true });
    const make = maker(directory);
    await expect(make()).rejects.toThrow(
      /has no unet\/model\.onnx, no tokenizer\/\. Needed are .*optimum-cli export onnx/,
    );
    await expect(maker(join(directory, "nowhere"))()).rejects.toThrow("is no folder or an empty one");
  });

  it("image-to-image without an encoder, and makes images from text all the same", async () => {
    const directory = await modelFolder("sd");
    await rm(join(directory, "vae_encoder"), { recursive: true });
    await expect(maker(directory)()).rejects.toThrow(
      'no vae_encoder/model.onnx, which image-to-image needs; fetch it, or use { mode: "text-to-image" }',
    );
    expect((await maker(directory, { mode: "text-to-image" })()).png.length).toBeGreaterThan(100);
  });

  it("a damaged network, by name, and takes it once it is mended", async () => {
    const directory = await modelFolder("sd");
    const path = join(directory, "vae_decoder", "model.onnx");
    const whole = await readFile(path);
    await truncate(path, 5000);
    const make = maker(directory);
    await expect(make()).rejects.toThrow(/vae_decoder[/\\]model\.onnx: not an ONNX model, or a damaged one/);
    await writeFile(path, whole);
    expect((await make()).parameters.provider).toBe("cpu");
  });

  it("a folder without, or with a damaged or unknown, scheduler", async () => {
    const directory = await modelFolder("sd", { ...SD_SCHEDULER, _class_name: "UniPCMultistepScheduler" });
    await expect(maker(directory)()).rejects.toThrow(
      'asks for UniPCMultistepScheduler; choose one: { scheduler: "ddim" }',
    );
    expect((await maker(directory, { scheduler: "dpm++" })()).parameters.scheduler).toBe("dpm++");
    const file = join(directory, "scheduler", "scheduler_config.json");
    await writeFile(file, "{");
    await expect(maker(directory)()).rejects.toThrow(/scheduler_config\.json is damaged/);
    await rm(file);
    await expect(maker(directory)()).rejects.toThrow("no scheduler/scheduler_config.json");
  });

  it("a source that is no image", async () => {
    const path = join(folder, "text.png");
    await writeFile(path, "no image");
    await expect(maker(sd)({ source: { id: "t", path, className: "cat" } })).rejects.toThrow(
      "text.png cannot be read as an image",
    );
  });
});

describe("stableDiffusion takes", () => {
  it.each(["fp16", "int8"])("%s files: nearly the image of the 32-bit ones", async (variant) => {
    const options = { mode: "text-to-image", guidance: 2 } as const;
    const [exact, small] = [await maker(sd, options)(), await maker(await modelFolder(variant), options)()];
    expect(small.parameters.model).not.toBe(exact.parameters.model);
    expect(await largestDifference(exact, small)).toBeLessThan(variant === "fp16" ? 6 : 40);
    expect(bytes(small)).not.toBe(bytes(exact));
  });

  it("latent consistency models: guidance changes the image without a second pass", async () => {
    const directory = await modelFolder("lcm", { ...SD_SCHEDULER, _class_name: "LCMScheduler" });
    const one = await maker(directory, { guidance: 8 })();
    expect(one.parameters.scheduler).toBe("lcm");
    expect(bytes(await maker(directory, { guidance: 4 })())).not.toBe(bytes(one));
    await expect(maker(directory, { steps: 20, strength: 0.1 })()).rejects.toThrow(
      "lcm: 20 steps, but 5 times to choose from",
    );
  });

  it('SDXL: an empty negative prompt is not the text ""', async () => {
    const directory = await modelFolder("xl");
    const zeros = await maker(directory)();
    await writeFile(join(directory, "model_index.json"), "{}");
    expect(bytes(await maker(directory)())).not.toBe(bytes(zeros));
  });

  it("a perturbation: the best of those that were decoded, with its cost", async () => {
    const seen: number[] = [];
    const brightness = (data: Uint8ClampedArray): number => data.reduce((sum, value) => sum + value, 0) / data.length;
    const score = async (candidates: readonly { readonly data: Uint8ClampedArray }[]): Promise<number[]> => {
      const scores = candidates.map(({ data }) => brightness(data));
      seen.push(...scores);
      return scores;
    };
    const image = await maker(sd, { perturbation: { score, decodes: 5 } })();
    expect(seen).toHaveLength(5);
    expect(brightness(new Uint8ClampedArray(await pixels(image)))).toBeCloseTo(Math.max(...seen), 5);
    expect(image.parameters).toMatchObject({
      perturbation: "GIF-style, derivative-free: best-of",
      perturbationBall: "0.8",
      vaeDecodes: "6",
    });
    const again = await maker(sd, { perturbation: { score, decodes: 5 } })();
    expect(bytes(again)).toBe(bytes(image));
    expect(bytes(image)).not.toBe(bytes(await maker(sd)()));
  });

  it("no score that is not a number", async () => {
    const score = async (): Promise<number[]> => [Number.NaN];
    await expect(maker(sd, { perturbation: { score, decodes: 1 } })()).rejects.toThrow(
      "perturbation.score gave [null] for 1 images",
    );
  });
});
