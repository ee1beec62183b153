import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { makeDataset } from "./fakes.js";
import { generatedOf, idsOf, sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench();

describe("evaluate, table, export, contactSheet", () => {
  it("compares the same classifiers with and without what was kept", async () => {
    const session = await bench.open();
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
    bench.dataset = await makeDataset(join(bench.folder, "small"), { test: 0 });
    const session = await bench.open({}, "small-run");
    await expect(session.evaluate()).rejects.toThrow(/no test images; put some into a folder "test"/);
  });

  it("gives one row per image", async () => {
    const session = await bench.open();
    await session.expand({ perImage: 1 });
    const table = session.table();
    expect(table.numRows()).toBe(12);
    expect(table.get("labels", 11)).toContain("animal");
    expect(table.get("prompt", 0)).toBeNull();
  });

  it("exports originals and what was kept, each with its history", async () => {
    const session = await bench.open();
    await session.expand({ perImage: 1 });
    session.reject(idsOf(generatedOf(session)).slice(0, 2));
    const out = await session.export(join(bench.folder, "out"));
    expect(out.images).toBe(14); // 6 originals, 4 test images, 4 kept
    const files = (await readdir(out.directory, { recursive: true })).filter((file) => file.endsWith(".png"));
    expect(files).toHaveLength(14);
    const bare = await session.export(join(bench.folder, "bare"), { includeOriginals: false, includeRejected: true });
    expect(bare.images).toBe(6);
  });

  it("shows the latest images side by side", async () => {
    const session = await bench.open();
    await session.expand({ perImage: 1 });
    expect((await session.contactSheet()).text).toBe("6 images: cat (3), dog (3)");
    expect((await session.contactSheet([session.images[0].id])).text).toBe("1 image: cat (1)");
  });
});
