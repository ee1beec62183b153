import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { filters } from "../../kernel-helpers/src/generate/filters.js";
import { openaiImages } from "../../kernel-helpers/src/generate/openai-images.js";
import { stableDiffusion } from "../../kernel-helpers/src/generate/stable-diffusion.js";
import { createInferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import type { Generator, ImageRef, ServerAttempt } from "../../kernel-helpers/src/types.js";
import type { FakeServer } from "../remote/fake-server.js";
import { modelFolder, removeModelFolders } from "./diffusion/model-folders.js";
import { adapters, KEY, KEY_VARIABLE } from "./remote/adapters.js";

/** How to make one of each generator; what it needs is closed afterwards. */
type Maker = () => Promise<{ readonly generator: Generator; close(): Promise<unknown> }>;

const remote = (start: () => Promise<FakeServer>, make: (url: string) => Generator): Maker => {
  return async () => {
    const server = await start();
    return { generator: make(server.url), close: () => server.close() };
  };
};
const { openaiImages: openai, sdapi, comfyui } = adapters;

async function makeStableDiffusion(): ReturnType<Maker> {
  const inference = createInferenceProcess({ threads: 1 });
  const generator = stableDiffusion(await modelFolder("sd"), { steps: 2, inference });
  const close = async (): Promise<void> => {
    inference.close();
    await removeModelFolders();
  };
  return { generator, close };
}

/** One line more for each new generator. */
const makers: Readonly<Record<string, Maker>> = {
  filters: async () => ({ generator: filters(), close: async () => undefined }),
  stableDiffusion: makeStableDiffusion,
  "openaiImages (openai)": remote(openai.start, openai.make),
  "openaiImages (vllm-omni)": remote(openai.start, (url) =>
    openaiImages({ baseURL: `${url}/v1`, model: "tiny", profile: "vllm-omni" }),
  ),
  sdapi: remote(sdapi.start, sdapi.make),
  comfyui: remote(comfyui.start, comfyui.make),
};

describe.each(Object.entries(makers))("%s as a generator", (_, make) => {
  let generator: Generator;
  let close: () => Promise<unknown>;
  let folder: string;
  let source: ImageRef;
  let before: Buffer;

  beforeAll(async () => {
    process.env[KEY_VARIABLE] = KEY;
    folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
    const path = join(folder, "cat.png");
    await sharp({ create: { width: 40, height: 24, channels: 3, background: "#e80" } })
      .png()
      .toFile(path);
    source = { id: "cat", path, className: "cat" };
    before = await readFile(path);
    ({ generator, close } = await make());
  });
  afterAll(async () => {
    delete process.env[KEY_VARIABLE];
    await close();
    await rm(folder, { recursive: true });
  });

  const generate = (seed: number, options = {}) =>
    generator.generate({ prompt: "a bright cat", source, seed }, options);

  it("has a name, says of six things whether it can do them, and how many requests it likes", () => {
    expect(generator.name).toMatch(/^\S.*$/);
    const can = { seed: 0, imageToImage: 0, textToImage: 0, strength: 0, guidance: 0, negativePrompt: 0 };
    expect(Object.keys(generator.capabilities).sort()).toEqual(Object.keys(can).sort());
    for (const value of Object.values(generator.capabilities)) expect(typeof value).toBe("boolean");
    expect(generator.concurrency ?? 1).toBeGreaterThanOrEqual(1);
  });

  it("starts from the image, as a session needs", () => {
    expect(generator.capabilities.imageToImage).toBe(true);
  });

  it("makes a whole PNG, tells with what, and leaves the source alone", async () => {
    const { png, parameters, warnings } = await generate(1);
    const { format, width, height } = await sharp(png).metadata();
    expect(format).toBe("png");
    expect(Math.min(width, height)).toBeGreaterThan(0);
    await sharp(png, { failOn: "error" }).raw().toBuffer();
    expect(Object.keys(parameters).length).toBeGreaterThan(0);
    for (const value of Object.values(parameters)) expect(typeof value).toBe("string");
    expect(Array.isArray(warnings)).toBe(true);
    expect((await readFile(source.path)).equals(before)).toBe(true);
  });

  it("obeys the seed where it says so: the same bytes again, other bytes for another", async () => {
    const [first, again, other] = [await generate(5), await generate(5), await generate(6)].map(({ png }) =>
      Buffer.from(png),
    );
    if (!generator.capabilities.seed) return;
    expect(again.equals(first)).toBe(true);
    expect(other.equals(first)).toBe(false);
  });

  it("makes several at once", async () => {
    const images = await Promise.all([1, 2, 3].map((seed) => generate(seed)));
    expect(images).toHaveLength(3);
  });

  it("stops with the signal's reason, before it begins and on the way", async () => {
    await expect(generate(1, { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
    const controller = new AbortController();
    const running = generate(1, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
    await expect(generate(1)).resolves.toBeDefined(); // and goes on working
  });

  it("names the file when the source cannot be read, and asks nobody", async () => {
    const attempts: ServerAttempt[] = [];
    const path = join(folder, "text.png");
    await writeFile(path, "text");
    for (const missing of [path, join(folder, "none.png")]) {
      const request = { prompt: "a cat", source: { ...source, path: missing }, seed: 1 };
      const running = generator.generate(request, { onAttempt: (attempt) => attempts.push(attempt) });
      await expect(running).rejects.toThrow(/(text|none)\.png cannot be read/);
    }
    expect(attempts).toEqual([]);
  });

  it("takes hostile prompts as text", async () => {
    for (const prompt of ["", "%seed% %image%", '"}],{"a":"', "<script>", "a|b", "猫🐈", "x".repeat(5000)]) {
      await expect(generator.generate({ prompt, source, seed: 1 })).resolves.toBeDefined();
    }
  });
});
