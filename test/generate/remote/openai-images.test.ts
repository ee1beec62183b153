import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { type OpenaiImagesOptions, openaiImages } from "../../../kernel-helpers/src/generate/openai-images.js";
import type { GeneratedImage, ImageRef } from "../../../kernel-helpers/src/types.js";
import { type FakeServer, sendJson, startServer } from "../../remote/fake-server.js";
import { tinyPng } from "../../session/fakes.js";
import { handClock, KEY, KEY_VARIABLE } from "./adapters.js";
import { startOpenaiServer } from "./openai-server.js";

let folder: string;
let source: ImageRef;
let server: FakeServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
  const path = join(folder, "my secret name.jpg");
  await sharp({ create: { width: 2000, height: 1000, channels: 3, background: "#e80" } })
    .jpeg()
    .toFile(path);
  source = { id: "cat", path, className: "cat" };
});
beforeEach(async () => {
  process.env[KEY_VARIABLE] = KEY;
  server = await startOpenaiServer();
});
afterEach(async () => {
  delete process.env[KEY_VARIABLE];
  await server.close();
});
afterAll(() => rm(folder, { recursive: true }));

type Options = Partial<OpenaiImagesOptions>;
const make = (options: Options = {}) =>
  openaiImages({ baseURL: `${server.url}/v1`, model: "m-1", profile: "openai", ...options }, handClock());
const generate = (options: Options = {}, prompt = "a cat", seed = 4_000_000_000): Promise<GeneratedImage> =>
  make(options).generate({ prompt, source, seed });

describe("what openaiImages sends, by profile", () => {
  it("openai: an edit, multipart, with the source as a PNG of at most 1024 pixels and no file name of ours", async () => {
    await generate({ size: "1536x1024", quality: "low", extra: { input_fidelity: "high" } });
    const [seen] = server.seen;
    expect([seen.method, seen.path]).toEqual(["POST", "/v1/images/edits"]);
    expect(seen.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(seen.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    const { image, ...fields } = (await seen.fields()) as { image: File };
    expect(fields).toEqual({
      model: "m-1",
      prompt: "a cat",
      size: "1536x1024",
      quality: "low",
      input_fidelity: "high",
    });
    expect([image.name, image.type]).toEqual(["source.png", "image/png"]);
    const sent = sharp(new Uint8Array(await image.arrayBuffer()));
    expect(await sent.metadata()).toMatchObject({ format: "png", width: 1024, height: 512 });
    const { channels } = await sent.stats();
    expect(channels.map(({ mean }) => Math.round(mean / 10))).toEqual([24, 14, 0]); // #e80 after JPEG
  });

  it("openai, from the prompt alone: a generation, JSON, no image", async () => {
    const { parameters } = await generate({ startFrom: "prompt" });
    expect(server.seen[0].path).toBe("/v1/images/generations");
    expect(await server.seen[0].fields()).toEqual({ model: "m-1", prompt: "a cat" });
    expect(parameters).not.toHaveProperty("seed");
    expect(make({ startFrom: "prompt" }).capabilities).toMatchObject({ imageToImage: false, textToImage: true });
  });

  it.each(["vllm-omni", "sglang"] as const)("%s: seed, response_format and what diffusion takes", async (profile) => {
    const { parameters } = await generate({ profile, guidance: 4, negativePrompt: "dog", steps: 9, size: "512x512" });
    const { image, ...fields } = await server.seen[0].fields();
    expect(server.seen[0].path).toBe("/v1/images/edits");
    expect(image).toBeInstanceOf(File);
    expect(fields).toEqual({
      model: "m-1",
      prompt: "a cat",
      size: "512x512",
      response_format: "b64_json",
      seed: "4000000000",
      guidance_scale: "4",
      negative_prompt: "dog",
      num_inference_steps: "9",
    });
    expect(parameters).toMatchObject({ profile, seed: "4000000000", guidance: "4", negativePrompt: "dog", steps: "9" });
  });

  it("localai: a generation with the source in base64, the negative prompt behind a bar, a seed of 31 bits, a size", async () => {
    const { parameters } = await generate({ profile: "localai", negativePrompt: "dog | bird", steps: 9 }, "a|cat");
    const { file, ...fields } = await server.seen[0].fields();
    expect(server.seen[0].path).toBe("/v1/images/generations");
    const seed = 4_000_000_000 - 2 ** 31;
    expect(fields).toEqual({
      model: "m-1",
      prompt: "a cat|dog   bird",
      size: "512x256",
      response_format: "b64_json",
      seed,
      step: 9,
    });
    expect(parameters.seed).toBe(String(seed));
    expect((await sharp(Buffer.from(file as string, "base64")).metadata()).format).toBe("png");
  });

  it("sd.cpp: an edit with its own arguments before the prompt, which no prompt can close or override", async () => {
    const hostile = 'a cat <sd_cpp_extra_args>{"seed":1}</sd_cpp_extra_args>';
    const negativePrompt = "</sd_cpp_extra_args> dog";
    await generate({ profile: "sd.cpp", strength: 0.5, guidance: 3, steps: 9, negativePrompt }, hostile);
    const { prompt, size } = (await server.seen[0].fields()) as { prompt: string; size: string };
    // as stable-diffusion.cpp reads it: the first block counts
    const [, json] = /<sd_cpp_extra_args>(.*?)<\/sd_cpp_extra_args>/.exec(prompt)!;
    expect(JSON.parse(json)).toEqual({
      seed: 4_000_000_000,
      strength: 0.5,
      negative_prompt: negativePrompt,
      sample_params: { sample_steps: 9, guidance: { txt_cfg: 3 } },
    });
    expect(size).toBe("512x256");
  });

  it("sends the key to OpenAI's API alone: other profiles get none unless a variable is named", async () => {
    await generate({ profile: "sglang" });
    expect(server.seen[0].headers).not.toHaveProperty("authorization");
    process.env.OTHER_KEY = "other-key-123";
    await generate({ profile: "sglang", apiKeyVariable: "OTHER_KEY" });
    delete process.env.OTHER_KEY;
    expect(server.seen[1].headers.authorization).toBe("Bearer other-key-123");
  });
});

describe("what openaiImages declares", () => {
  it.each([
    ["openai", { seed: false, strength: false, guidance: false, negativePrompt: false }],
    ["vllm-omni", { seed: true, strength: false, guidance: true, negativePrompt: true }],
    ["sglang", { seed: true, strength: false, guidance: true, negativePrompt: true }],
    ["localai", { seed: true, strength: false, guidance: false, negativePrompt: true }],
    ["sd.cpp", { seed: true, strength: true, guidance: true, negativePrompt: true }],
  ] as const)("%s", (profile, capabilities) => {
    expect(make({ profile }).capabilities).toMatchObject({ ...capabilities, imageToImage: true, textToImage: false });
  });

  it.each<[string, Options, RegExp]>([
    ["strength with openai", { strength: 0.5 }, /profile "openai" cannot honour strength; it supports size, quality\./],
    ["guidance with openai", { guidance: 5 }, /cannot honour guidance/],
    ["a negative prompt with openai", { negativePrompt: "x" }, /cannot honour negativePrompt/],
    [
      "strength with vllm-omni",
      { profile: "vllm-omni", strength: 0.5 },
      /supports size, guidance, negativePrompt, steps, seed/,
    ],
    ["guidance with localai", { profile: "localai", guidance: 5 }, /"localai" cannot honour guidance/],
    ["quality with sglang", { profile: "sglang", quality: "low" }, /cannot honour quality/],
    [
      "strength without a source",
      { profile: "sd.cpp", strength: 0.5, startFrom: "prompt" },
      /startFrom "prompt" cannot honour strength/,
    ],
    ["a strength of 2", { profile: "sd.cpp", strength: 2 }, /strength = 2; give a number from 0.01 to 1/],
    ["no such profile", { profile: "bing" as "openai" }, /give one of openai, vllm-omni, sglang, localai, sd\.cpp/],
    ["no model", { model: "" }, /no model/],
    ["a local profile without an address", { profile: "sglang", baseURL: undefined }, /needs a baseURL/],
    ["a password in the address", { baseURL: "http://me:hunter2@box/v1" }, /^(?!.*hunter2).*holds a user/s],
    ["a size in words", { size: "large" }, /size = "large"; give one like "1024x1024", or "auto"/],
    ["a seed in extra", { extra: { seed: 1 } }, /extra may not hold seed/],
    ["a budget in dollars without a price", { budget: { dollars: 1 } }, /needs dollarsPerImage/],
    ["no tries at all", { budget: { attempts: 0 } }, /budget\.attempts = 0/],
  ])("throws before anything is asked: %s", (_, options, message) => {
    expect(() => make(options)).toThrow(message);
    expect(server.seen).toEqual([]);
  });
});

describe("what openaiImages makes of answers", () => {
  it("keeps what the server told: id, usage, another wording, the price of every try that may be billed", async () => {
    const b64_json = Buffer.from(await tinyPng("x")).toString("base64");
    server.faults.push(
      (_, response) => sendJson(response, { data: [] }),
      (_, response) => sendJson(response, {}, 500),
      (_, response) =>
        sendJson(response, { data: [{ b64_json, revised_prompt: "A cat!" }], usage: { total_tokens: 9 } }, 200, {
          "x-request-id": "req_9",
        }),
    );
    const { parameters } = await generate({ dollarsPerImage: 0.04 });
    expect(parameters).toEqual({
      server: `${server.url}/v1`,
      model: "m-1",
      profile: "openai",
      requestId: "req_9",
      usage: '{"total_tokens":9}',
      revisedPrompt: "A cat!",
      attempts: "3",
      dollars: "0.08", // 200 without an image may be billed, 500 is not
    });
  });

  it("fetches an address on the same server, with the key", async () => {
    const png = await tinyPng("there");
    server.faults.push(
      (_, response) => sendJson(response, { data: [{ url: `${server.url}/v1/images/1/content` }] }),
      (_, response) => response.end(png),
    );
    await expect(generate()).resolves.toMatchObject({ png: Buffer.from(png) });
    expect(server.seen[1]).toMatchObject({ method: "GET", path: "/v1/images/1/content" });
    expect(server.seen[1].headers.authorization).toBe(`Bearer ${KEY}`);
  });

  it("does not fetch an address on another server, and says what to ask for", async () => {
    const other = await startServer((_, response) => response.end("x"));
    server.faults.push((_, response) => sendJson(response, { data: [{ url: `${other.url}/a.png` }] }));
    await expect(generate()).rejects.toThrow(
      new RegExp(`its address at ${other.host}, which is not fetched.*response_format: "b64_json"`),
    );
    expect(other.seen).toEqual([]);
    await other.close();
  });

  it.each([
    [{ data: [], refusal: "I cannot draw that." }, "I cannot draw that."],
    [{ data: [], error: { code: "content_policy_violation", message: "No." } }, "No."],
    [{ data: [{ refusal: "Not this." }] }, "Not this."],
    [{ data: [], message: "Blocked by our safety system" }, "Blocked by our safety system"],
  ])("takes 200 without an image and with a refusal for a refusal: %j", async (body, words) => {
    server.faults.push((_, response) => sendJson(response, body));
    await expect(generate()).rejects.toMatchObject({ name: "RefusedError", message: expect.stringContaining(words) });
    expect(server.seen).toHaveLength(1);
  });

  it("does not ask again when the account is empty", async () => {
    const error = { code: "insufficient_quota", message: "You exceeded your current quota." };
    server.faults.push((_, response) => sendJson(response, { error }, 429));
    await expect(generate()).rejects.toThrow(/429: You exceeded your current quota/);
    expect(server.seen).toHaveLength(1);
  });

  it("expects the price it was given, and the mean time it has seen", async () => {
    const generator = make({ dollarsPerImage: 0.04, secondsPerImage: 20 });
    expect(generator.expected).toEqual({ seconds: 20, dollars: 0.04 });
    server.faults.push((_, response) => sendJson(response, {}, 429, { "retry-after": "6" }));
    for (const seed of [1, 2]) await generator.generate({ prompt: "a cat", source, seed });
    expect(generator.expected).toEqual({ seconds: 3, dollars: 0.04 }); // 6 s by the hand clock, then 0
    expect(make().expected).toEqual({});
  });
});
