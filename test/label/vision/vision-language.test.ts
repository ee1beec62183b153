import { join } from "node:path";
import sharp from "sharp";
import { checkVisionOptions } from "../../../kernel-helpers/src/label/vision/vision-options.js";
import { type VisionLanguageOptions, visionLanguage } from "../../../kernel-helpers/src/label/vision-language.js";
import type { ChatServerOptions } from "./chat-server.js";
import { openScene, type Scene } from "./labelling.js";
import { truthOf } from "./numbered-image.js";

let scene: Scene;
const open = async (options: ChatServerOptions = {}): Promise<Scene> => {
  scene = await openScene(options);
  return scene;
};
afterEach(async () => {
  delete process.env.TEST_VISION_KEY;
  await scene?.end().catch(() => undefined);
});

interface Body {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly [field: string]: unknown;
}

async function bodyOf(options: Partial<VisionLanguageOptions> = {}): Promise<Body> {
  await scene.label(1, options);
  return (await scene.bodies()).at(-1) as unknown as Body;
}
const promptOf = ({ messages }: Body): string => (messages[0].content as readonly { text: string }[])[0].text;

describe("what visionLanguage sends", () => {
  it("asks for a caption of about 15 words and labels, in a strict schema, with one small image, and no key", async () => {
    await open();
    const body = await bodyOf();
    const { messages, response_format: format, ...rest } = body;
    expect(rest).toEqual({ model: "fake-vision", temperature: 0, max_tokens: 1000 });
    expect(format).toEqual({
      type: "json_schema",
      json_schema: {
        name: "image_labels",
        strict: true,
        schema: {
          type: "object",
          properties: { caption: { type: "string" }, labels: { type: "array", items: { type: "string" } } },
          required: ["caption", "labels"],
          additionalProperties: false,
        },
      },
    });
    expect(messages).toHaveLength(1);
    expect(promptOf(body)).toMatch(/one plain English sentence of about 15 words/);
    expect(promptOf(body)).toMatch(/Answer with JSON only, in this form: \{"caption": "\.\.\.", "labels"/);
    expect(scene.server.seen[0].headers).not.toHaveProperty("authorization");
  });

  it("sends the image upright, as JPEG of at most 512 pixels, without metadata or the file's name", async () => {
    await open();
    const path = join(scene.folder, "my secret name.jpg");
    const picture = sharp({ create: { width: 2000, height: 1000, channels: 3, background: "#e80" } });
    const exif = { IFD0: { Copyright: "mine alone" } };
    await picture.withMetadata({ exif, orientation: 6 }).jpeg().toFile(path);
    const sizes: (number | undefined)[][] = [];
    for (const longestSide of [undefined, 100]) {
      await scene.make({ longestSide }).label([{ id: "a", path, className: "cat" }]);
      const body = (await scene.bodies()).at(-1) as unknown as Body;
      const [, part] = body.messages[0].content as { image_url: { url: string } }[];
      expect(part.image_url.url).toMatch(/^data:image\/jpeg;base64,/);
      const sent = Buffer.from(part.image_url.url.split(",")[1], "base64");
      const { width, height, exif: kept, orientation } = await sharp(sent).metadata();
      sizes.push([width, height]);
      expect([kept, orientation]).toEqual([undefined, undefined]);
      expect(JSON.stringify(body) + sent.toString("latin1")).not.toMatch(/secret|mine alone/);
    }
    expect(sizes).toEqual([
      [256, 512],
      [50, 100],
    ]);
  });

  it("asks in one's own words, with a vocabulary, other limits and fields of one server", async () => {
    await open();
    const vocabulary = ["Striped  Cat", "hat\u202e", "", "hat"];
    const own = { prompt: "Name the animals.", vocabulary, temperature: 0.5, maxTokens: 300, extra: { seed: 7 } };
    const body = await bodyOf(own);
    expect(promptOf(body)).toBe(
      'Name the animals.\nWhere one of these labels fits, use it word for word: striped cat; hat.\nAnswer with JSON only, in this form: {"caption": "...", "labels": ["...", "..."]}',
    );
    expect(body).toMatchObject({ temperature: 0.5, max_tokens: 300, seed: 7 });
    const bare = await bodyOf({ structured: "none", temperature: null, maxTokens: null });
    expect(Object.keys(bare).sort()).toEqual(["messages", "model"]);
  });

  it("sends a key where a variable is named, read anew for each image", async () => {
    await open({ key: "key-1" });
    const labeler = scene.make({ apiKeyVariable: "TEST_VISION_KEY" });
    const [a, b] = await scene.images(2);
    process.env.TEST_VISION_KEY = "key-1";
    await labeler.label([a]);
    process.env.TEST_VISION_KEY = "key-2";
    await expect(labeler.label([b])).rejects.toThrow(/401 \(check the key\)/);
    expect(scene.server.seen.map(({ headers }) => headers.authorization)).toEqual(["Bearer key-1", "Bearer key-2"]);
  });

  it("goes to OpenAI with OPENAI_API_KEY and 8 in flight unless an address is given; elsewhere 1, without a key", () => {
    expect(checkVisionOptions({ model: "m", cache: false })).toMatchObject({
      baseURL: "https://api.openai.com/v1",
      apiKeyVariable: "OPENAI_API_KEY",
      concurrency: 8,
      maxTokens: null,
      timeoutSeconds: 120,
    });
    expect(checkVisionOptions({ model: "m", baseURL: "http://box:11434/v1/", cache: false })).toMatchObject({
      baseURL: "http://box:11434/v1",
      apiKeyVariable: null,
      concurrency: 1,
      maxTokens: 1000,
    });
  });

  it.each<[string, Partial<VisionLanguageOptions>, RegExp]>([
    ["no model", { model: " " }, /visionLanguage: no model; name the one/],
    ["an unknown form", { structured: "xml" as "json" }, /structured = "xml"; give "schema", "json" or "none"/],
    ["a field of ours in extra", { extra: { temperature: 1 } }, /extra may not hold temperature/],
    ["65 in flight", { concurrency: 65 }, /concurrency = 65; give a whole number from 1 to 64/],
    ["a password in the address", { baseURL: "http://me:hunter2@box/v1" }, /^(?!.*hunter2).*holds a user/s],
    ["two prices", { dollarsPerImage: 1, dollarsPerMillionTokens: { input: 1, output: 1 } }, /two prices/],
    ["half a price", { dollarsPerMillionTokens: { input: 1 } as never }, /dollarsPerMillionTokens\.output = NaN/],
    [
      "dollars for an image priced by tokens",
      { dollarsPerMillionTokens: { input: 1, output: 1 }, budget: { dollars: 1 } },
      /give totalBudget\.dollars/,
    ],
    ["dollars without a price", { totalBudget: { dollars: 1 } }, /needs dollarsPerImage/],
    ["a temperature of 3", { temperature: 3 }, /temperature = 3; give a number from 0 to 2/],
    ["images of 8 pixels", { longestSide: 8 }, /longestSide = 8/],
    ["a cache without a name", { cache: "" }, /cache = ""; give a folder, or false/],
    ["a vocabulary of a dictionary", { vocabulary: Array(501).fill("cat") }, /501 words in vocabulary/],
  ])("throws before anything is asked: %s", (_, options, message) => {
    expect(() => visionLanguage({ model: "m", baseURL: "http://127.0.0.1:1/v1", cache: false, ...options })).toThrow(
      message,
    );
  });
});

describe("a server that", () => {
  const formatsOf = async (): Promise<unknown[]> =>
    (await scene.bodies()).map(({ response_format: format }) => (format as { type?: string })?.type ?? "none");

  it("knows no schema is asked for any JSON, and the labeler remembers", async () => {
    await open({ formats: "json-only" });
    const { found, attempts, slept } = await scene.label(3);
    expect(found.map(({ labels }) => labels)).toEqual([0, 1, 2].map((number) => truthOf(number).labels));
    expect(await formatsOf()).toEqual(["json_schema", "json_object", "json_object", "json_object"]);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["will-retry", "made", "made", "made"]);
    expect(attempts[0].reason).toMatch(/400.*response_format.*It is asked without that\.$/);
    expect(slept).toEqual([0]);
  });

  it("knows no response_format at all is asked in words", async () => {
    await open({ formats: "none" });
    const { found } = await scene.label(2);
    expect(found[1].labels).toEqual(truthOf(1).labels);
    // the model speaks prose first, and is told to repair it
    expect(await formatsOf()).toEqual(["json_schema", "json_object", "none", "none", "none", "none"]);
  });

  it("takes response_format and ignores it gets one repair turn, which quotes the reason", async () => {
    await open({ formats: "ignored" });
    const { found, attempts } = await scene.label(1);
    expect(found[0].labels).toEqual(truthOf(0).labels);
    const [, { messages }] = (await scene.bodies()) as unknown as Body[];
    expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(messages[1].content).toBe(`Sure! Here is what I see. ${truthOf(0).caption}`);
    expect(messages[2].content).toMatch(/^That answer cannot be used: it is no JSON object\. Answer with JSON only/);
    expect(attempts[0].reason).toMatch(/no caption and labels: it is no JSON object\. It begins: "Sure! Here/);
  });

  it("takes no temperature and another name for the longest answer is asked so from then on", async () => {
    await open({ unsupported: ["temperature", "max_tokens"] });
    expect((await scene.label(2)).found.map(({ failure }) => failure)).toEqual([undefined, undefined]);
    const last = (await scene.bodies()).at(-1)!;
    expect(last).toMatchObject({ max_completion_tokens: 1000 });
    expect(last).not.toHaveProperty("temperature");
    expect(scene.server.seen).toHaveLength(4);
  });

  it("takes no limit for the answer at all is asked without", async () => {
    await open({ unsupported: ["max_tokens", "max_completion_tokens"] });
    expect((await scene.label(1)).found[0].labels).toEqual(truthOf(0).labels);
  });
});
