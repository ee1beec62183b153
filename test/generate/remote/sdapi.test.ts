import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { type SdapiOptions, sdapi } from "../../../kernel-helpers/src/generate/sdapi.js";
import type { ImageRef } from "../../../kernel-helpers/src/types.js";
import { type FakeServer, type Reply, sendJson } from "../../remote/fake-server.js";
import { handClock } from "./adapters.js";
import { startSdapiServer } from "./sdapi-server.js";

let folder: string;
let source: ImageRef;
let server: FakeServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  const path = join(folder, "cat.png");
  await sharp({ create: { width: 90, height: 60, channels: 3, background: "#e80" } })
    .png()
    .toFile(path);
  source = { id: "cat", path, className: "cat" };
});
beforeEach(async () => {
  server = await startSdapiServer();
});
afterEach(() => server.close());
afterAll(() => rm(folder, { recursive: true }));

const make = (options: Partial<SdapiOptions> = {}) => sdapi({ url: `${server.url}/`, ...options }, handClock());

describe("sdapi", () => {
  it("sends image to image with everything it was told, the source at the size asked for", async () => {
    const options = {
      strength: 0.4,
      guidance: 5,
      steps: 12,
      sampler: "Euler a",
      negativePrompt: "dog",
      longestSide: 128,
    };
    const { parameters } = await make(options).generate({ prompt: "a cat", source, seed: 4_000_000_000 });
    const { init_images: images, ...fields } = (await server.seen[0].fields()) as { init_images: string[] };
    expect(server.seen[0]).toMatchObject({ method: "POST", path: "/sdapi/v1/img2img" });
    expect(fields).toEqual({
      prompt: "a cat",
      negative_prompt: "dog",
      seed: 4_000_000_000,
      steps: 12,
      cfg_scale: 5,
      denoising_strength: 0.4,
      sampler_name: "Euler a",
      width: 128,
      height: 88, // 85.3, to a multiple of 8
      batch_size: 1,
    });
    const sent = await sharp(Buffer.from(images[0], "base64")).metadata();
    expect([images.length, sent.format, sent.width, sent.height]).toEqual([1, "png", 128, 88]);
    expect(parameters).toEqual({
      server: server.url,
      model: "tiny",
      size: "128x88",
      seed: "4000000000",
      strength: "0.4",
      guidance: "5",
      steps: "12",
      sampler: "Euler a",
      negativePrompt: "dog",
      attempts: "1",
    });
  });

  it("sends text to image when told to start from the prompt", async () => {
    const generator = make({ startFrom: "prompt", longestSide: 64 });
    expect(generator.capabilities).toMatchObject({ textToImage: true, imageToImage: false, strength: false });
    const { parameters } = await generator.generate({ prompt: "a cat", source, seed: 1 });
    expect(server.seen[0].path).toBe("/sdapi/v1/txt2img");
    const fields = await server.seen[0].fields();
    for (const name of ["init_images", "denoising_strength"]) expect(fields).not.toHaveProperty(name);
    expect(parameters).not.toHaveProperty("strength");
  });

  it("reads the words of the web UI's errors", async () => {
    const body = { error: "OutOfMemoryError", detail: "", body: "", errors: "CUDA out of memory." };
    const boom: Reply = (_, response) => sendJson(response, body, 500);
    server.faults.push(...Array.from({ length: 4 }, () => boom));
    await expect(make({ longestSide: 64 }).generate({ prompt: "a cat", source, seed: 1 })).rejects.toThrow(
      /500: OutOfMemoryError; CUDA out of memory\. No further try/,
    );
  });

  it("takes an image without any info, as stable-diffusion.cpp may send it", async () => {
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    server.faults.push((_, response) => sendJson(response, { images: [png.toString("base64")], info: "" }));
    const { parameters } = await make({ longestSide: 64 }).generate({ prompt: "a cat", source, seed: 1 });
    expect(parameters).not.toHaveProperty("model");
  });

  it.each<[Partial<SdapiOptions>, RegExp]>([
    [{ strength: 1.5 }, /strength = 1\.5/],
    [{ strength: 0 }, /strength = 0/],
    [{ steps: 2.5 }, /steps = 2\.5; give a whole number/],
    [{ guidance: Number.NaN }, /guidance = NaN/],
    [{ longestSide: 500 }, /longestSide = 500; give a multiple of 8/],
    [{ url: "ftp://box" }, /url is no http or https address/],
    [{ url: "http://box?token=1" }, /holds a user, a password, a query/],
    [{ concurrency: 0 }, /concurrency = 0/],
    [{ strength: 0.5, startFrom: "prompt" }, /cannot honour strength/],
    [{ startFrom: "nothing" as "prompt" }, /startFrom is "image" or "prompt"/],
  ])("throws before anything is asked: %j", (options, message) => {
    expect(() => make(options)).toThrow(message);
  });
});
