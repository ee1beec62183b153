import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { encodePng, readImageHeader } from "../../kernel-helpers/src/images/sharp.js";
import { type AnnotateOptions, type Annotator, annotate } from "../../kernel-helpers/src/jupyter/annotator.js";
import type { AnnotatorReply, AnnotatorState } from "../../kernel-helpers/src/jupyter/annotator-protocol.js";
import {
  type DisplayOptions,
  installKernelBridge,
  type KernelBridge,
  type MimeBundle,
} from "../../kernel-helpers/src/jupyter/kernel-bridge.js";
import type { ImageRef } from "../../kernel-helpers/src/types.js";
import { tinyPng } from "../session/fakes.js";
import { type WidgetBrowser, widgetBrowser } from "./widget-browser.js";

type Browser = WidgetBrowser<AnnotatorState, AnnotatorReply>;

const displayed: { bundle: MimeBundle; options: DisplayOptions }[] = [];
const browsers: Browser[] = [];
let folder: string;
let images: ImageRef[];

const bridge: KernelBridge = {
  registerTarget: () => undefined,
  interruptSignal: () => new AbortController().signal,
  display: (bundle, options = {}) => void displayed.push({ bundle, options }),
  openComm: (opening) => {
    const { comm, browser } = widgetBrowser<AnnotatorState, AnnotatorReply>(opening);
    browsers.push(browser);
    return comm;
  },
};

beforeAll(() => installKernelBridge(bridge));
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "annotator-"));
  displayed.length = 0;
  images = [];
  for (let i = 0; i < 6; i++) {
    const path = join(folder, `${i}.png`);
    await writeFile(path, await tinyPng(String(i)));
    images.push({ id: `train/cat/${i}.png`, path, className: i % 2 === 0 ? "cat" : "dog" });
  }
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the cell. */
function run(options: Partial<AnnotateOptions> = {}): { annotator: Annotator; browser: Browser; ids: string[] } {
  const annotator = annotate(images, { directory: join(folder, "reference"), ...options });
  return { annotator, browser: browsers.at(-1) as Browser, ids: annotator.images.map(({ id }) => id) };
}
const linesOnDisk = async (): Promise<Record<string, unknown>[]> =>
  (await readFile(join(folder, "reference", "annotations.jsonl"), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const summaries = (): unknown[] =>
  displayed.filter(({ options }) => options.displayId).map(({ bundle }) => bundle["text/plain"]);

describe("annotate", () => {
  it("tells a view which images, suggestions, answers and labels there are", async () => {
    const suggestions = images.map((_, i) => (i === 0 ? { labels: ["Cat", "<b>mat</b>"] } : ["cat", "sky"]));
    const { browser, ids } = run({ vocabulary: ["Dog", "cat", "dog "], suggestions });
    expect(await browser.ask({ kind: "hello" })).toMatchObject({ kind: "done" });
    const set = browser.last("set").content;
    expect(set.vocabulary).toEqual(["dog", "cat"]);
    expect(set.images.map(({ id }) => id)).toEqual(ids);
    expect([...ids].sort()).toEqual(images.map(({ id }) => id));
    expect(set.images.every(({ answer }) => answer === null)).toBe(true); // a suggestion is no answer
    expect(set.images.find(({ id }) => id === images[0].id)?.suggested).toEqual(["cat", "<b>mat</b>"]);
    expect(set.images.find(({ id }) => id === images[1].id)?.suggested).toEqual(["cat", "sky"]);
  });

  it("offers what was suggested anywhere when no vocabulary is given, the most frequent first", async () => {
    const { browser } = run({ suggestions: [["b", "a"], ["c", "b"], [], ["b", "a"], [], ["d"]] });
    await browser.ask({ kind: "hello" });
    expect(browser.last("set").content.vocabulary).toEqual(["b", "a", "c", "d"]);
  });

  it("has each answer on disk before it says done, and gives them as labels by id", async () => {
    const { annotator, browser, ids } = run({ vocabulary: ["cat"] });
    const disk: number[] = [];
    const push = browser.sent.push.bind(browser.sent);
    browser.sent.push = (...items) => {
      for (const { content } of items) {
        if (content.kind !== "done") continue;
        const text = readFileSync(join(folder, "reference", "annotations.jsonl"), "utf8");
        disk.push(text.split("\n").filter((line) => line.includes('"answer"')).length);
      }
      return push(...items);
    };
    await browser.ask({ kind: "answer", id: ids[0], labels: ["cat", "Tabby  CAT"], seconds: 4 });
    await browser.ask({ kind: "answer", id: ids[1], labels: [], seconds: 8 });
    await browser.ask({ kind: "skip", id: ids[2], seconds: 600 });
    expect(disk).toEqual([1, 2, 3]);
    expect(annotator.labels).toEqual({ [ids[0]]: ["cat", "tabby cat"], [ids[1]]: [] });
    expect(annotator.skipped).toEqual([ids[2]]);
    expect(annotator.done).toBe(false);
    await sleep(60);
    expect(browser.state).toMatchObject({
      total: 6,
      annotated: 2,
      skipped: 1,
      secondsPerImage: 8,
      undo: "that image 3 was skipped",
    });
    for (const id of ids.slice(3)) await browser.ask({ kind: "answer", id, labels: ["cat"], seconds: 1 });
    expect(annotator.done).toBe(true);
  });

  it("takes the last answer back, and tells every view", async () => {
    const { annotator, browser, ids } = run({ vocabulary: ["cat"] });
    await browser.ask({ kind: "answer", id: ids[0], labels: ["cat"], seconds: 1 });
    expect(browser.last("answer").content).toEqual({ kind: "answer", id: ids[0], answer: ["cat"], isUndo: false });
    await browser.ask({ kind: "undo" });
    expect(browser.last("answer").content).toEqual({ kind: "answer", id: ids[0], answer: null, isUndo: true });
    expect(annotator.labels).toEqual({});
    expect(await browser.ask({ kind: "undo" })).toMatchObject({ kind: "failed", message: "There is nothing to undo." });
    expect((await linesOnDisk()).map(({ kind }) => kind)).toEqual(["set", "answer", "undo"]);
  });

  it("goes on where it was left, with the labels that were typed", async () => {
    const first = run({ vocabulary: ["cat"] });
    await first.browser.ask({ kind: "answer", id: first.ids[0], labels: ["tabby"], seconds: 1 });
    await first.browser.ask({ kind: "skip", id: first.ids[1], seconds: 1 });
    const second = run({ vocabulary: ["cat"] });
    expect(second.annotator.labels).toEqual({ [first.ids[0]]: ["tabby"] });
    await second.browser.ask({ kind: "hello" });
    expect(
      second.browser
        .last("set")
        .content.images.map(({ answer }) => answer)
        .slice(0, 3),
    ).toEqual([["tabby"], "skipped", null]);
    expect(second.browser.last("set").content.vocabulary).toEqual(["cat", "tabby"]);
    expect(second.browser.state).toMatchObject({ annotated: 1, skipped: 1 });
  });

  it("lets only the cell that opened the directory last write", async () => {
    const first = run();
    const second = run();
    expect(await first.browser.ask({ kind: "answer", id: first.ids[0], labels: ["a"], seconds: 1 })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("Another cell"),
    });
    await sleep(60);
    expect(first.browser.state.message).toContain("Another cell");
    expect(await second.browser.ask({ kind: "answer", id: second.ids[0], labels: ["a"], seconds: 1 })).toMatchObject({
      kind: "done",
    });
  });

  it("leaves true words in a saved notebook, and no pictures or names", async () => {
    const { browser, ids } = run({ suggestions: images.map(() => ["cat"]) });
    await browser.ask({ kind: "answer", id: ids[0], labels: ["cat"], seconds: 1 });
    await browser.ask({ kind: "skip", id: ids[1], seconds: 1 });
    expect(summaries()[0]).toMatch(/^0 of 6 images annotated \(\d{4}-\d\d-\d\d \d\d:\d\d\)$/);
    expect(summaries().at(-1)).toMatch(/^1 of 6 images annotated, 1 skipped \(/);
    const updates = displayed.filter(({ options }) => options.update);
    expect(updates).toHaveLength(2);
    expect(
      new Set(displayed.filter(({ options }) => options.displayId).map(({ options }) => options.displayId)).size,
    ).toBe(1);
    expect(updates.every(({ bundle }) => Object.keys(bundle).join() === "text/plain")).toBe(true);
    expect(JSON.stringify(browser.state)).not.toContain(".png");
    expect(JSON.stringify(browser.state).length).toBeLessThan(1000);
  });
});

describe("pictures", () => {
  it("come as WebP of at most 512 px, in the order they were asked for; what cannot be read is named", async () => {
    const big = join(folder, "big.png");
    const data = new Uint8ClampedArray(900 * 300 * 3).fill(120);
    await writeFile(big, await encodePng({ width: 900, height: 300, data }));
    await writeFile(images[1].path, "no image");
    images[0] = { ...images[0], path: big };
    const { browser } = run();
    const asked = [images[0].id, images[1].id, images[2].id];
    await browser.ask({ kind: "pictures", ids: asked });
    const { content, buffers } = browser.last("pictures");
    expect(content).toMatchObject({
      images: [
        { id: asked[0], problem: null },
        { id: asked[1], problem: expect.stringMatching(/\S/) },
        { id: asked[2], problem: null },
      ],
    });
    const headers = await Promise.all(buffers.map((bytes) => readImageHeader(Buffer.from(bytes))));
    expect(headers).toEqual([
      { width: 512, height: 171, format: "webp" },
      { width: 6, height: 4, format: "webp" },
    ]);
  });
});

describe("what a browser sends", () => {
  it("may make a label of any text, or of none", async () => {
    const { browser } = run({ vocabulary: ["cat"] });
    await browser.ask({ kind: "label", text: `  <img src=x onerror=alert(1)>\u202e\n${"x".repeat(9_000)}` });
    const { label } = browser.last("label").content;
    expect(label).toBe("<img src=x onerror=alert(1)>");
    expect(await browser.ask({ kind: "label", text: "\u200b \u202e" })).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("type another label"),
    });
    await browser.ask({ kind: "hello" });
    expect(browser.last("set").content.vocabulary).toEqual(["cat", label]);
  });

  it.each([
    [{ kind: "answer", id: "train/cat/99.png", labels: ["a"], seconds: 1 }, 'No image "train/cat/99.png"'],
    [{ kind: "skip", id: "__proto__", seconds: 1 }, 'No image "__proto__"'],
    [{ kind: "pictures", ids: ["../../etc/passwd"] }, 'No image "../../etc/passwd"'],
    [{ kind: "pictures", ids: ["a", "b", "c", "d", "e"] }, "ids"],
    [{ kind: "answer", id: "train/cat/0.png", labels: "cat", seconds: 1 }, "labels"],
    [{ kind: "answer", id: "train/cat/0.png", labels: ["cat"], seconds: -1 }, "seconds"],
    [{ kind: "answer", id: "train/cat/0.png", labels: ["cat"] }, "seconds"],
    [{ kind: "answer", id: "train/cat/0.png", labels: ["x".repeat(20_000)], seconds: 1 }, "labels"],
    [{ kind: "erase" }, "kind"],
    [{ kind: "undo", path: "/" }, "path"],
  ])("%j is refused with a sentence, and nothing is kept", async (request, why) => {
    const { annotator, browser } = run();
    expect(await browser.ask(request)).toMatchObject({ kind: "failed", message: expect.stringContaining(why) });
    expect(annotator.labels).toEqual({});
    await expect(linesOnDisk()).rejects.toThrow("ENOENT");
  });

  it("without a number is told to everybody", async () => {
    const { browser } = run();
    browser.post({ kind: "undo" });
    await sleep(60);
    expect(browser.state.message).toContain("cannot be read");
  });
});

describe("what annotate is given", () => {
  it("may not be images without number, twice the same image, half a sample or too few suggestions", () => {
    const directory = join(folder, "reference");
    expect(() => annotate([], { directory })).toThrow("no images");
    expect(() => annotate([images[0], images[0]], { directory })).toThrow("same id");
    expect(() => annotate(images, { directory, sample: 2.5 })).toThrow("whole number from 1");
    expect(() => annotate(images, { directory, suggestions: [["a"]] })).toThrow("1 suggestions for 6 images");
  });

  it("draws 50 of many, the same for the same seed", () => {
    const many = Array.from({ length: 120 }, (_, i) => ({
      ...images[0],
      id: `${i}.png`,
      className: i < 80 ? "cat" : "dog",
    }));
    const drawn = annotate(many, { directory: join(folder, "a") }).images;
    expect(drawn).toHaveLength(50);
    expect(drawn.filter(({ className }) => className === "cat")).toHaveLength(33);
    expect(annotate(many, { directory: join(folder, "b") }).images).toEqual(drawn);
    expect(annotate(many, { directory: join(folder, "c"), seed: 2 }).images).not.toEqual(drawn);
    expect(annotate(many, { directory: join(folder, "d"), sample: 3 }).images).toHaveLength(3);
  });

  it("does not need the widget: outside the kernel it says how to get it, and makes no folder", () => {
    const key = Symbol.for("datacrafter.kernel-bridge.v1");
    const globals = globalThis as Record<symbol, unknown>;
    delete globals[key];
    try {
      const directory = join(folder, "never");
      expect(() => annotate(images, { directory })).toThrow("npx datacrafter install");
      expect(existsSync(directory)).toBe(false);
    } finally {
      installKernelBridge(bridge);
    }
  });
});
