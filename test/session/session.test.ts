import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { openSession, type SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import type { Dataset, Matrix } from "../../kernel-helpers/src/types.js";
import { fakeGenerator, fakeProviders, makeDataset } from "./fakes.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

let folder: string;
let dataset: Dataset;
let providers: ReturnType<typeof fakeProviders>;
const opened: Session[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "session-"));
  dataset = await makeDataset(join(folder, "data"));
  providers = fakeProviders();
});

afterEach(async () => {
  for (const session of opened.splice(0)) await session.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(options: SessionOptions = {}, name = "run"): Promise<Session> {
  const session = await openSession(join(folder, name), { dataset, ...providers, ...options });
  opened.push(session);
  return session;
}

const idsOf = (images: readonly { readonly id: string }[]): string[] => images.map(({ id }) => id);
const generatedOf = (session: Session) => session.images.filter(({ origin }) => origin === "generated");

describe("openSession", () => {
  it("starts with copies of the originals, one prompt per class and nothing generated", async () => {
    const session = await open();
    expect(session.images).toHaveLength(6);
    expect(session.classes).toEqual(["cat", "dog"]);
    expect(session.prompts.map(({ className, status }) => `${className} ${status}`)).toEqual([
      "cat active",
      "dog active",
    ]);
    const [first] = session.images;
    const source = dataset.images.find(({ id }) => id === first.id)!;
    expect(Buffer.compare(await readFile(first.path), await readFile(source.path))).toBe(0);
    expect(first.path.startsWith(session.directory)).toBe(true);
  });

  it("is whole without the dataset: its folder may go away", async () => {
    await (await open()).close();
    await rm(join(folder, "data"), { recursive: true });
    const session = await open({ dataset: undefined });
    await session.expand({ perImage: 1 });
    expect(generatedOf(session)).toHaveLength(6);
  });

  it("adds what a grown dataset has new, and nothing twice", async () => {
    await (await open()).close();
    dataset = await makeDataset(join(folder, "data"), { classes: ["cat", "dog", "owl"], train: 4 });
    const session = await open();
    expect(session.images).toHaveLength(12);
    expect(session.prompts.map(({ className }) => className)).toEqual(["cat", "dog", "owl"]);
  });

  it("closes the earlier session of the same folder in the same kernel, its job included", async () => {
    const never = fakeGenerator(
      (_, __, signal) => new Promise((_settle, fail) => signal?.addEventListener("abort", () => fail(signal.reason))),
    );
    const first = await open({ generator: never });
    const running = first.expand();
    running.catch(() => undefined);
    const second = await open();
    await expect(running).rejects.toThrow(/session was closed/);
    expect(() => first.reject([])).toThrow(/is closed here/);
    expect(second.images).toHaveLength(6);
  });

  it.each<[string, () => SessionOptions, RegExp]>([
    ["no dataset", () => ({ dataset: undefined }), /holds no session yet; give \{ dataset \}/],
    [
      "no training images",
      () => ({ dataset: { ...dataset, images: dataset.images.filter(({ split }) => split === "test") } }),
      /no training images/,
    ],
    ["a seed that is no number", () => ({ seed: Number.NaN }), /seed = NaN/],
  ])("refuses a new session with %s", async (_, options, message) => {
    await expect(open(options())).rejects.toThrow(message);
    // nothing half-made stays in the way
    expect((await open()).images).toHaveLength(6);
  });

  it("refuses another seed and another dataset for a session that has its own", async () => {
    await (await open({ seed: 7 })).close();
    await expect(open({ seed: 8 })).rejects.toThrow(/started with seed 7, not 8/);
    const other = await makeDataset(join(folder, "other"), { classes: ["car"] });
    await expect(open({ dataset: other })).rejects.toThrow(/shares no class with other/);
    expect((await open({ seed: 7 })).images).toHaveLength(6);
  });

  it("refuses a file that changed after it was loaded", async () => {
    await writeFile(dataset.images[0].path, "other bytes");
    await expect(open()).rejects.toThrow(/has changed since it was loaded/);
  });
});

describe("expand", () => {
  it("makes perImage images of each original, labelled, embedded, placed and measured", async () => {
    const session = await open();
    const iteration = await session.expand({ perImage: 2 });
    expect(iteration).toMatchObject({ index: 1, perImage: 2, status: "complete", generated: 12, failed: 0 });
    expect(iteration.measures?.classConsistency).toBeGreaterThan(0.5);
    for (const image of generatedOf(session)) {
      expect(image).toMatchObject({ iteration: 1, width: 6, height: 4, generator: "fake", feedback: "none" });
      expect(image.labels).toContain("animal");
      expect(image.prompt).toContain(image.className);
      expect(session.images.find(({ id }) => id === image.sourceId)?.className).toBe(image.className);
    }
    expect(session.notice?.text).toMatch(/^Iteration 1: 12 images in \d+\.\d s\.$/);
  });

  it("labels and embeds only what is new, and never the test images before they are needed", async () => {
    const session = await open();
    await session.expand({ perImage: 1 });
    await session.expand({ perImage: 1 });
    expect(new Set(providers.embedder.seen).size).toBe(18);
    expect(providers.embedder.seen).toHaveLength(18);
    expect(providers.labeler.seen).toHaveLength(18);
  });

  it("gives the same images in the same order for the same dataset and seed, and others for another seed", async () => {
    const run = async (name: string, seed: number): Promise<string[]> => {
      const session = await open({ seed }, name);
      await session.expand({ perImage: 2 });
      session.reject(idsOf(generatedOf(session)).slice(0, 5));
      for (const { id } of await session.refine()) session.accept(id);
      await session.expand({ perImage: 1 });
      return session.images.map(({ id, contentHash, prompt }) => `${id} ${contentHash} ${prompt}`);
    };
    const first = await run("one", 3);
    expect(await run("two", 3)).toEqual(first);
    expect(await run("three", 4)).not.toEqual(first);
  });

  it("records a failed image with its reason and goes on", async () => {
    const generator = fakeGenerator((_, call) => {
      if (call === 2) throw new Error("out of memory");
    });
    const session = await open({ generator });
    const iteration = await session.expand({ perImage: 1 });
    expect(iteration).toMatchObject({ status: "complete", generated: 5, failed: 1 });
    expect(session.failures(1)).toEqual([expect.objectContaining({ reason: "out of memory" })]);
    expect(session.notice).toEqual({
      level: "warning",
      text: expect.stringContaining("1 failed, the first because: out of memory"),
    });
  });

  it("takes nothing for an image that is none", async () => {
    const generator = {
      ...fakeGenerator(),
      generate: async () => ({ png: new TextEncoder().encode("<html>busy</html>"), parameters: {}, warnings: [] }),
    };
    const session = await open({ generator });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow(/none of the 6 images could be made.*not a PNG/);
    expect(session.images).toHaveLength(6);
  });

  it("keeps what is done when it is cancelled, labelled and placed, and can go on", async () => {
    const stop = new AbortController();
    const generator = fakeGenerator((_, call) => {
      if (call === 5) stop.abort(new Error("enough"));
    });
    const session = await open({ generator });
    await expect(session.expand({ perImage: 2, signal: stop.signal })).rejects.toThrow("enough");
    const kept = generatedOf(session);
    expect(kept.length).toBeGreaterThanOrEqual(1);
    expect(kept.length).toBeLessThan(12);
    expect(kept.every(({ labels }) => labels.length > 0)).toBe(true);
    expect(session.iterations).toEqual([
      expect.objectContaining({ status: "cancelled", generated: kept.length, failed: 0 }),
    ]);
    expect(await session.expand({ perImage: 1 })).toMatchObject({ index: 2, generated: 6 });
  });

  it("gives the map the labels' texts where the embedder knows texts", async () => {
    const asked: string[] = [];
    const embedTexts = async (texts: readonly string[]): Promise<Matrix> => {
      asked.push(...texts);
      return matrixFromRows(texts.map(() => [1, 0]));
    };
    const session = await open({ embedder: { ...providers.embedder, embedTexts } });
    await session.expand({ perImage: 1 });
    expect(asked.sort()).toEqual(["animal", "cat", "cold", "dog", "warm"].map((label) => `a photo of a ${label}`));
  });

  it("finishes an iteration that a failing embedder left in the middle, without making an image twice", async () => {
    const broken = { ...providers.embedder, embed: () => Promise.reject(new Error("no model")) };
    const session = await open({ embedder: broken });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow("no model");
    expect(session.iterations[0].status).toBe("running");
    await session.close();
    const again = await open();
    expect(await again.expand({ perImage: 1 })).toMatchObject({ index: 1, status: "complete", generated: 6 });
    expect(again.notice?.text).toContain("had been cut short was finished");
    expect(providers.generator.requests).toHaveLength(6);
  });

  it("refuses a bad perImage, a generator that cannot start from an image, and a second job", async () => {
    const session = await open();
    for (const perImage of [0, 1.5, Number.NaN, 101])
      await expect(session.expand({ perImage })).rejects.toThrow(RangeError);
    const first = session.expand({ perImage: 1 });
    await expect(session.refine()).rejects.toThrow(/refine: expand is still running/);
    await first;
    await session.close();
    const generator = {
      ...fakeGenerator(),
      capabilities: { ...providers.generator.capabilities, imageToImage: false },
    };
    await expect((await open({ generator })).expand()).rejects.toThrow(/cannot start from an image/);
    expect(generator.requests).toHaveLength(0);
  });

  it("takes class names and prompts as text, whatever signs they hold", async () => {
    const names = ["c [a|b] {class}", 'd "quoted" \'; DROP TABLE images; --', "🦉 <img src=x onerror=alert(1)>"];
    dataset = await makeDataset(join(folder, "odd"), {
      classes: names.map((name) => name.replaceAll("/", "")),
      test: 1,
    });
    const session = await open({}, "odd-run");
    await session.expand({ perImage: 1 });
    for (const image of generatedOf(session)) expect(image.prompt?.endsWith(image.className)).toBe(true);
    await session.close();
    expect((await open({ dataset: undefined }, "odd-run")).classes).toHaveLength(3);
  });
});

describe("feedback", () => {
  it("is kept over closing, and undone act by act", async () => {
    const session = await open();
    await session.expand({ perImage: 1 });
    const ids = idsOf(generatedOf(session));
    expect(session.reject(ids.slice(0, 3))).toBe(3);
    expect(session.want(ids.slice(2, 4))).toBe(2);
    expect(session.clear(ids.slice(0, 1))).toBe(1);
    await session.close();
    const again = await open();
    const feedback = (): string =>
      generatedOf(again)
        .map(({ feedback }) => feedback[0])
        .join("");
    expect(feedback()).toBe("nrwwnn");
    expect(again.undo()).toBe("clear 1 image");
    expect(feedback()).toBe("rrwwnn");
    expect(again.undo()).toBe("want 2 images");
    expect(feedback()).toBe("rrrnnn");
    expect(again.undo()).toBe("reject 3 images");
    expect(again.undo()).toBeNull();
    expect(feedback()).toBe("nnnnnn");
  });

  it("names unknown ids and changes nothing; leaves originals alone", async () => {
    const session = await open();
    await session.expand({ perImage: 1 });
    const [original] = session.images;
    const [generated] = generatedOf(session);
    expect(() => session.reject([generated.id, "nope"])).toThrow(
      /no image "nope" in this session; nothing was changed/,
    );
    expect(generatedOf(session)[0].feedback).toBe("none");
    expect(() => session.reject([original.id])).toThrow(/is an original/);
    expect(session.reject([original.id, generated.id])).toBe(1);
    expect(session.images[0].feedback).toBe("none");
  });
});

describe("prompts", () => {
  async function refined(): Promise<Session> {
    const session = await open();
    await session.expand({ perImage: 10 });
    session.reject(idsOf(generatedOf(session).filter(({ phrases }) => phrases?.includes("solarized"))));
    await session.refine();
    return session;
  }

  it("are proposed from feedback, accepted, and used by the next iteration", async () => {
    const session = await refined();
    const proposals = session.prompts.filter(({ status }) => status === "proposed");
    expect(proposals.length).toBeGreaterThan(0);
    for (const { id } of proposals) session.accept(id);
    expect(session.notice).toBeNull(); // "n prompts proposed" would be stale
    expect(session.prompts.every(({ status }) => status === "active")).toBe(true);
    await session.expand({ perImage: 10 });
    const classes = new Set(proposals.map(({ className }) => className));
    const later = generatedOf(session).filter(({ iteration, className }) => iteration === 2 && classes.has(className));
    expect(later.length).toBeGreaterThan(0);
    expect(later.filter(({ phrases }) => phrases?.includes("solarized"))).toEqual([]);
  });

  it("say why when there is nothing to learn from", async () => {
    const session = await open();
    expect(await session.refine()).toEqual([]);
    expect(session.notice?.text).toMatch(/generate some images first/);
  });

  it("can be accepted in other words, edited and discarded, each undone as one act", async () => {
    const session = await refined();
    const before = session.prompts;
    const proposal = before.find(({ status }) => status === "proposed")!;
    session.accept(proposal.id, "a lovely {class}");
    const mine = session.prompts.find(({ text }) => text === "a lovely {class}");
    expect(mine).toMatchObject({ status: "active", parentId: proposal.id, why: [] });
    session.edit(mine!.id, "my {class}");
    expect(session.prompts.map(({ text }) => text)).toContain("my {class}");
    session.undo();
    session.undo();
    expect(session.prompts).toEqual(before);
    session.discard(proposal.id);
    expect(idsOf(session.prompts)).not.toContain(proposal.id);
    session.undo();
    expect(session.prompts).toEqual(before);
  });

  it("take nothing from an editor that proposes nonsense", async () => {
    const proposal = { className: "cat", text: "a [broken {class}", parentId: "", why: ["because"] };
    const nonsense = [{ ...proposal, parentId: "nope" }, proposal];
    const editor = {
      name: "a model",
      propose: async (templates: readonly { readonly id: string }[]) => [{ ...nonsense[1], parentId: templates[0].id }],
    };
    const session = await open({ editor });
    const before = session.prompts;
    await expect(session.refine()).rejects.toThrow(/a model: proposed "a \[broken \{class\}".*never closed/);
    await session.close();
    const again = await open({ editor: { name: "a model", propose: async () => [nonsense[0]] } });
    await expect(again.refine()).rejects.toThrow(/in the place of "nope", which is no active prompt/);
    expect(again.prompts).toEqual(before);
  });

  it("refuses what is no template, an unknown prompt, and to leave a class without a prompt", async () => {
    const session = await open();
    const [prompt] = session.prompts;
    expect(() => session.edit(prompt.id, "a [broken {class}")).toThrow(SyntaxError);
    expect(() => session.edit("nope", "a {class}")).toThrow(/no prompt "nope"/);
    expect(() => session.accept(prompt.id)).toThrow(/is active; it must be proposed/);
    expect(() => session.discard(prompt.id)).toThrow(/only prompt of "cat"/);
    expect(session.prompts[0]).toEqual(prompt);
  });
});

describe("evaluate, table, export, contactSheet", () => {
  it("compares the same classifiers with and without what was kept", async () => {
    const session = await open();
    await session.expand({ perImage: 2 });
    session.reject(idsOf(generatedOf(session)).slice(0, 2));
    const report = await session.evaluate();
    expect(report).toMatchObject({ testImages: 4, original: { trainingImages: 6 }, expanded: { trainingImages: 16 } });
    expect(report.original.linearProbe).toBe(1); // the two fake classes are a right angle apart
    const shown = report.toMimeBundle();
    expect(shown["text/plain"]).toMatch(/originals \+ generated +16 +100\.0 %/);
    expect(shown["text/html"]).toContain("<table>");
  });

  it("says what to do without test images", async () => {
    dataset = await makeDataset(join(folder, "small"), { test: 0 });
    const session = await open({}, "small-run");
    await expect(session.evaluate()).rejects.toThrow(/no test images; put some into a folder "test"/);
  });

  it("gives one row per image", async () => {
    const session = await open();
    await session.expand({ perImage: 1 });
    const table = session.table();
    expect(table.numRows()).toBe(12);
    expect(table.get("labels", 11)).toContain("animal");
    expect(table.get("prompt", 0)).toBeNull();
  });

  it("exports originals and what was kept, each with its history", async () => {
    const session = await open();
    await session.expand({ perImage: 1 });
    session.reject(idsOf(generatedOf(session)).slice(0, 2));
    const out = await session.export(join(folder, "out"));
    expect(out.images).toBe(14); // 6 originals, 4 test images, 4 kept
    const files = (await readdir(out.directory, { recursive: true })).filter((file) => file.endsWith(".png"));
    expect(files).toHaveLength(14);
    const bare = await session.export(join(folder, "bare"), { includeOriginals: false, includeRejected: true });
    expect(bare.images).toBe(6);
  });

  it("shows the latest images side by side", async () => {
    const session = await open();
    await session.expand({ perImage: 1 });
    expect((await session.contactSheet()).text).toBe("6 images: cat (3), dog (3)");
    expect((await session.contactSheet([session.images[0].id])).text).toBe("1 image: cat (1)");
  });
});
