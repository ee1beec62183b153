import { mkdir, readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { labelCacheFolder } from "../../../kernel-helpers/src/label/vision/label-cache-folder.js";
import type { VisionLanguageOptions } from "../../../kernel-helpers/src/label/vision-language.js";
import { broken, nonsense, refusal } from "./chat-faults.js";
import { openScene, type Scene } from "./labelling.js";
import { numberedImage, truthOf } from "./numbered-image.js";

let scene: Scene;
afterEach(async () => {
  delete process.env.TEST_VISION_KEY;
  await scene?.end().catch(() => undefined);
});

const answers = async (): Promise<string[]> => (await readdir(scene.cache)).filter((name) => name.endsWith(".json"));

describe("kept answers", () => {
  it("serve the next labeler, whatever the file's name, and hold everything about the answer", async () => {
    scene = await openScene();
    const first = await scene.label(2);
    const moved = join(scene.folder, "moved.png");
    await writeFile(moved, await numberedImage(1));
    const again = await scene.make().label([{ id: "else", path: moved, className: "dog" }]);
    expect(again).toEqual([first.found[1]]);
    expect(scene.server.asked).toHaveLength(2);
    const kept = await Promise.all(
      (await answers()).map(async (name) => JSON.parse(await readFile(join(scene.cache, name), "utf8"))),
    );
    const one = kept.find(({ caption }) => caption === truthOf(1).caption);
    expect(one).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      outcome: "labelled",
      ...truthOf(1),
      raw: JSON.stringify(truthOf(1)),
      reason: "",
      model: "fake-vision",
      servedModel: "fake-vision",
      server: scene.server.host,
      imageHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      usage: { promptTokens: expect.any(Number), completionTokens: expect.any(Number) },
      requests: 1,
      seconds: 0,
      at: "2026-01-01T00:00:00.000Z",
    });
    expect(await answers()).toContain(`${one.key}.json`);
  });

  it.each<[string, Partial<VisionLanguageOptions>]>([
    ["prompt", { prompt: "Name the animals." }],
    ["vocabulary", { vocabulary: ["cat"] }],
    ["longestSide", { longestSide: 32 }],
    ["temperature", { temperature: 1 }],
    ["structured", { structured: "json" }],
    ["extra", { extra: { seed: 1 } }],
    ["maxTokens", { maxTokens: 200 }],
    ["model", { model: "other-vision" }],
  ])("are of one question: another %s asks anew", async (_, options) => {
    scene = await openScene({ models: ["fake-vision", "other-vision"] });
    await scene.label(1);
    await scene.label(1, options);
    await scene.label(1, options);
    expect(scene.server.asked).toHaveLength(2);
    expect(await answers()).toHaveLength(2);
  });

  it("do not depend on budgets, prices, keys or how many are in flight", async () => {
    scene = await openScene();
    await scene.label(1);
    process.env.TEST_VISION_KEY = "key-123";
    const rest = { apiKeyVariable: "TEST_VISION_KEY", concurrency: 9, timeoutSeconds: 9, dollarsPerImage: 1 };
    await scene.label(1, { ...rest, budget: { attempts: 2 }, totalBudget: { dollars: 5 } });
    expect(scene.server.asked).toHaveLength(1);
  });

  it("serve also where the key is missing and the server is gone", async () => {
    scene = await openScene();
    const { found } = await scene.label(2);
    await scene.server.stop();
    expect((await scene.label(2, { apiKeyVariable: "TEST_VISION_KEY" })).found).toEqual(found);
  });

  it.each([
    ["is cut off", (text: string) => text.slice(0, 40)],
    ["is empty", () => ""],
    ["lacks its labels", (text: string) => text.replace('"labels"', '"words"')],
    ["is of another question", (text: string) => text.replace(/"key": ?"./, '"key": "x')],
  ])("that are damaged count as none and are written anew: a file that %s", async (_, damage) => {
    scene = await openScene();
    const { found } = await scene.label(1);
    const path = join(scene.cache, (await answers())[0]);
    const whole = await readFile(path, "utf8");
    await writeFile(path, damage(whole));
    expect((await scene.make().estimate(await scene.images(1))).cached).toBe(0);
    expect((await scene.label(1)).found).toEqual(found);
    expect(scene.server.asked).toHaveLength(2);
    expect(await readFile(path, "utf8")).toBe(whole);
  });

  it("keep no failure that may pass, and every refusal", async () => {
    scene = await openScene({
      fault: (asked) =>
        asked.truth.labels[0] === "cat" ? nonsense(asked) : asked.truth.labels[0] === "dog" ? refusal(asked) : null,
    });
    const { found } = await scene.label(3);
    expect(found.map(({ failure }) => failure?.match(/twice|refuses/)?.[0])).toEqual(["twice", "refuses", undefined]);
    expect(await answers()).toHaveLength(2);
    await scene.label(3);
    expect(scene.server.asked).toHaveLength(4 + 2); // the nonsense, and its repair
  });

  it("are asked for once where the same content comes twice, also in flight together", async () => {
    scene = await openScene({ delayMs: 20 });
    const [a] = await scene.images(1);
    const twin = join(scene.folder, "twin.png");
    await writeFile(twin, await numberedImage(0));
    const images = [a, { ...a, id: "b", path: twin }, { ...a, id: "c" }];
    const labeler = scene.make({ concurrency: 3, cache: false });
    expect(await labeler.estimate(images)).toMatchObject({ images: 3, cached: 0, requests: 1 });
    const told: number[] = [];
    const found = await labeler.label(images, { onImage: (index) => told.push(index) });
    expect(found.map(({ labels }) => labels)).toEqual(Array(3).fill(truthOf(0).labels));
    expect(told.sort()).toEqual([0, 1, 2]);
    expect(scene.server.asked).toHaveLength(1);
  });

  it("are not written with cache: false", async () => {
    scene = await openScene();
    await scene.label(1, { cache: false });
    await scene.label(1, { cache: false });
    expect(scene.server.asked).toHaveLength(2);
    await expect(readdir(scene.cache)).rejects.toThrow("ENOENT");
  });

  it("need a folder that can be written: said before anything is asked", async () => {
    scene = await openScene();
    const file = join(scene.folder, "file");
    await writeFile(file, "");
    await expect(scene.label(1, { cache: join(file, "cache") })).rejects.toThrow(
      /answers cannot be kept in .*file.cache \(ENOTDIR.*give another folder \(cache, or DATACRAFTER_LABEL_CACHE\)/,
    );
    expect(scene.server.seen).toEqual([]);
  });

  it("clear away what a kill left half written, an hour later", async () => {
    scene = await openScene();
    await mkdir(scene.cache);
    for (const name of ["old.json.1.tmp", "new.json.2.tmp"]) await writeFile(join(scene.cache, name), "{");
    await utimes(join(scene.cache, "old.json.1.tmp"), 1, 1);
    await scene.label(1);
    expect((await readdir(scene.cache)).filter((name) => name.endsWith(".tmp"))).toEqual(["new.json.2.tmp"]);
  });

  it("lie in DATACRAFTER_LABEL_CACHE, else in the user's cache folder", () => {
    expect(labelCacheFolder({ DATACRAFTER_LABEL_CACHE: "/labels" }, "linux", "/home/me")).toBe("/labels");
    expect(labelCacheFolder({}, "linux", "/home/me")).toBe("/home/me/.cache/datacrafter/labels");
    expect(labelCacheFolder({}, "darwin", "/home/me")).toBe("/home/me/Library/Caches/datacrafter/labels");
  });
});

it("the journal holds every request, in order, with what it took", async () => {
  scene = await openScene({ fault: (asked) => (asked.turn === 1 ? broken() : null) });
  const { attempts } = await scene.label(2);
  const text = await readFile(join(scene.cache, "journal.jsonl"), "utf8");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ request, outcome }) => [request, outcome])).toEqual([
    [1, "will-retry"],
    [2, "made"],
    [1, "will-retry"],
    [2, "made"],
  ]);
  expect(lines.map(({ reason }) => reason)).toEqual(attempts.map(({ reason }) => reason));
  expect(lines[0]).toMatchObject({ server: scene.server.host, model: "fake-vision", waitSeconds: 0.75, usage: null });
  expect(lines[1]).toMatchObject({ usage: { promptTokens: expect.any(Number) }, at: "2026-01-01T00:00:00.750Z" });
  expect(await answers()).toContain(`${lines[1].key}.json`);
});
