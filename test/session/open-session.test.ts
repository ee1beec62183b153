import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import { fakeGenerator, makeDataset } from "./fakes.js";
import { generatedOf, sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench();

describe("openSession", () => {
  it("starts with copies of the originals, one prompt per class and nothing generated", async () => {
    const session = await bench.open();
    expect(session.images).toHaveLength(6);
    expect(session.classes).toEqual(["cat", "dog"]);
    expect(session.prompts.map(({ className, status }) => `${className} ${status}`)).toEqual([
      "cat active",
      "dog active",
    ]);
    const [first] = session.images;
    const source = bench.dataset.images.find(({ id }) => id === first.id)!;
    expect(Buffer.compare(await readFile(first.path), await readFile(source.path))).toBe(0);
    expect(first.path.startsWith(session.directory)).toBe(true);
  });

  it("is whole without the dataset: its folder may go away", async () => {
    await (await bench.open()).close();
    await rm(join(bench.folder, "data"), { recursive: true });
    const session = await bench.open({ dataset: undefined });
    await session.expand({ perImage: 1 });
    expect(generatedOf(session)).toHaveLength(6);
  });

  it("adds what a grown dataset has new, and nothing twice", async () => {
    await (await bench.open()).close();
    bench.dataset = await makeDataset(join(bench.folder, "data"), { classes: ["cat", "dog", "owl"], train: 4 });
    const session = await bench.open();
    expect(session.images).toHaveLength(12);
    expect(session.prompts.map(({ className }) => className)).toEqual(["cat", "dog", "owl"]);
  });

  it("closes the earlier session of the same folder in the same kernel, its job included", async () => {
    const never = fakeGenerator(
      (_, __, signal) => new Promise((_settle, fail) => signal?.addEventListener("abort", () => fail(signal.reason))),
    );
    const first = await bench.open({ generator: never });
    const running = first.expand();
    running.catch(() => undefined);
    const second = await bench.open();
    await expect(running).rejects.toThrow(/session was closed/);
    expect(() => first.reject([])).toThrow(/is closed here/);
    expect(second.images).toHaveLength(6);
  });

  it.each<[string, () => SessionOptions, RegExp]>([
    ["no dataset", () => ({ dataset: undefined }), /holds no session yet; give \{ dataset \}/],
    [
      "no training images",
      () => ({ dataset: { ...bench.dataset, images: bench.dataset.images.filter(({ split }) => split === "test") } }),
      /no training images/,
    ],
    ["a seed that is no number", () => ({ seed: Number.NaN }), /seed = NaN/],
  ])("refuses a new session with %s", async (_, options, message) => {
    await expect(bench.open(options())).rejects.toThrow(message);
    // nothing half-made stays in the way
    expect((await bench.open()).images).toHaveLength(6);
  });

  it("refuses another seed and another dataset for a session that has its own", async () => {
    await (await bench.open({ seed: 7 })).close();
    await expect(bench.open({ seed: 8 })).rejects.toThrow(/started with seed 7, not 8/);
    const other = await makeDataset(join(bench.folder, "other"), { classes: ["car"] });
    await expect(bench.open({ dataset: other })).rejects.toThrow(/shares no class with other/);
    expect((await bench.open({ seed: 7 })).images).toHaveLength(6);
  });

  it("refuses a file that changed after it was loaded", async () => {
    await writeFile(bench.dataset.images[0].path, "other bytes");
    await expect(bench.open()).rejects.toThrow(/has changed since it was loaded/);
  });
});
