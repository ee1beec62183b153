import { join } from "node:path";
import { matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import type { Matrix } from "../../kernel-helpers/src/types.js";
import { fakeGenerator, makeDataset } from "./fakes.js";
import { generatedOf, idsOf, sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench();

describe("expand", () => {
  it("makes perImage images of each original, labelled, embedded, placed and measured", async () => {
    const session = await bench.open();
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
    const session = await bench.open();
    await session.expand({ perImage: 1 });
    await session.expand({ perImage: 1 });
    expect(new Set(bench.providers.embedder.seen).size).toBe(18);
    expect(bench.providers.embedder.seen).toHaveLength(18);
    expect(bench.providers.labeler.seen).toHaveLength(18);
  });

  it("gives the same images in the same order for the same dataset and seed, and others for another seed", async () => {
    const run = async (name: string, seed: number): Promise<string[]> => {
      const session = await bench.open({ seed }, name);
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
    const session = await bench.open({ generator });
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
    const session = await bench.open({ generator });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow(/none of the 6 images could be made.*not a PNG/);
    expect(session.images).toHaveLength(6);
  });

  it("keeps what is done when it is cancelled, labelled and placed, and can go on", async () => {
    const stop = new AbortController();
    const generator = fakeGenerator((_, call) => {
      if (call === 5) stop.abort(new Error("enough"));
    });
    const session = await bench.open({ generator });
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
    const session = await bench.open({ embedder: { ...bench.providers.embedder, embedTexts } });
    await session.expand({ perImage: 1 });
    expect(asked.sort()).toEqual(["animal", "cat", "cold", "dog", "warm"].map((label) => `an image of a ${label}`));
  });

  it("finishes an iteration that a failing embedder left in the middle, without making an image twice", async () => {
    const broken = { ...bench.providers.embedder, embed: () => Promise.reject(new Error("no model")) };
    const session = await bench.open({ embedder: broken });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow("no model");
    expect(session.iterations[0].status).toBe("running");
    await session.close();
    const again = await bench.open();
    expect(await again.expand({ perImage: 1 })).toMatchObject({ index: 1, status: "complete", generated: 6 });
    expect(again.notice?.text).toContain("had been cut short was finished");
    expect(bench.providers.generator.requests).toHaveLength(6);
  });

  it("refuses a bad perImage, a generator that cannot start from an image, and a second job", async () => {
    const session = await bench.open();
    for (const perImage of [0, 1.5, Number.NaN, 101])
      await expect(session.expand({ perImage })).rejects.toThrow(RangeError);
    const first = session.expand({ perImage: 1 });
    await expect(session.refine()).rejects.toThrow(/refine: expand is still running/);
    await first;
    await session.close();
    const generator = {
      ...fakeGenerator(),
      capabilities: { ...bench.providers.generator.capabilities, imageToImage: false },
    };
    await expect((await bench.open({ generator })).expand()).rejects.toThrow(/cannot start from an image/);
    expect(generator.requests).toHaveLength(0);
  });

  it("takes class names and prompts as text, whatever signs they hold", async () => {
    const names = ["c [a|b] {class}", 'd "quoted" \'; DROP TABLE images; --', "🦉 <img src=x onerror=alert(1)>"];
    bench.dataset = await makeDataset(join(bench.folder, "odd"), {
      classes: names.map((name) => name.replaceAll("/", "")),
      test: 1,
    });
    const session = await bench.open({}, "odd-run");
    await session.expand({ perImage: 1 });
    for (const image of generatedOf(session)) expect(image.prompt?.endsWith(image.className)).toBe(true);
    await session.close();
    expect((await bench.open({ dataset: undefined }, "odd-run")).classes).toHaveLength(3);
  });
});
