import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import type { TableRow } from "../../kernel-helpers/src/session/session-table.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import { fakeEmbedder, fakeGenerator } from "./fakes.js";
import { sessionBench } from "./session-bench.js";

const bench = sessionBench({ train: 2, test: 0 });
const { open } = bench;

async function exported(session: Session): Promise<Record<string, unknown>[]> {
  const { directory } = await session.export(join(bench.folder, "out"), { includeOriginals: false });
  const lines = (await readFile(join(directory, "metadata.jsonl"), "utf8")).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("what made an image", () => {
  const used = { model: "sha256:12ab", provider: "cpu", strength: "0.5" };

  it("stands in the table and in the export, as the generator told it", async () => {
    const fake = fakeGenerator();
    const generate: typeof fake.generate = async (...call) => ({ ...(await fake.generate(...call)), parameters: used });
    const session = await open({ generator: { ...fake, generate } });
    await session.expand({ perImage: 1 });
    const table = session.table().filter((row: { origin: string }) => row.origin === "generated");
    for (const parameters of table.array("parameters")) expect(JSON.parse(String(parameters))).toEqual(used);
    for (const seed of table.array("seed")) expect(seed).toEqual(expect.any(Number));
    for (const line of await exported(session)) {
      expect(line).toMatchObject({ generator: "fake", parameters: used, seed: expect.any(Number) });
    }
  });

  it("tells in the table which template, model and provider made it, and when", async () => {
    const fake = fakeGenerator();
    const generate: typeof fake.generate = async (...call) => ({ ...(await fake.generate(...call)), parameters: used });
    const session = await open({ generator: { ...fake, generate } });
    await session.expand({ perImage: 1 });
    const templates = new Map(session.prompts.map(({ id, text }) => [id, text]));
    for (const row of session.table().objects() as TableRow[]) {
      expect(row.addedAt).toBeGreaterThan(1_700_000_000_000);
      if (row.origin === "original") expect([row.template, row.model, row.provider]).toEqual([null, null, null]);
      else
        expect(row).toMatchObject({ template: templates.get(row.templateId!), model: "sha256:12ab", provider: "cpu" });
    }
  });

  it("names the generator that really made it, not the one that began its iteration", async () => {
    const first = await open();
    await first.expand({ perImage: 1 });
    await first.close();
    const database = new Database(join(first.directory, "session.db"));
    database.execute("UPDATE iterations SET generator = 'the one that was killed'");
    database.close();
    expect((await open()).table().array("generator").slice(-4)).toEqual(["fake", "fake", "fake", "fake"]);
  });

  it("says so where the generator obeys no seed, instead of naming one that changed nothing", async () => {
    const fake = fakeGenerator();
    const generator = { ...fake, capabilities: { ...fake.capabilities, seed: false } };
    const session = await open({ generator });
    await session.expand({ perImage: 1 });
    for (const { seed, parameters } of session.images.filter(({ origin }) => origin === "generated")) {
      expect([seed, parameters]).toEqual([null, { strength: "1", seed: "not seeded" }]);
    }
    expect(await exported(session)).toContainEqual(expect.objectContaining({ seed: null, generator: "fake" }));
  });
});

describe("a plan the generator cannot follow", () => {
  it.each([
    [
      "without image-to-image",
      { capabilities: { ...fakeGenerator().capabilities, imageToImage: false } },
      /imageToImage/,
    ],
    ["with an impossible concurrency", { concurrency: 0 }, /likes 0 requests at once/],
  ])("fails before anything is written or asked: %s", async (_, wrong, message) => {
    const fake = fakeGenerator();
    const session = await open({ generator: { ...fake, ...wrong } });
    const events = session.events.length;
    await expect(session.expand({ perImage: 1 })).rejects.toThrow(message);
    expect([session.iterations, session.events.length, fake.requests]).toEqual([[], events, []]);
  });
});

describe("another embedder in the middle of a session", () => {
  it("embeds every image anew, and the first finds its own vectors again", async () => {
    const [first, second] = [fakeEmbedder(), { ...fakeEmbedder(), name: "fake-of-other-files" }];
    await (await open({ embedder: first })).expand({ perImage: 1 });
    expect(first.seen).toHaveLength(8);
    await (await open({ embedder: second })).expand({ perImage: 1 });
    expect(new Set(second.seen).size).toBe(12);
    expect(second.seen).toHaveLength(12);
    await (await open({ embedder: first })).expand({ perImage: 1 });
    expect(first.seen).toHaveLength(16); // the 4 of the second iteration, the 4 of the third
  });
});

describe("a verdict", () => {
  const judged = (session: Session): unknown[] =>
    (session.table().objects() as TableRow[])
      .filter(({ origin }) => origin === "generated")
      .map(({ feedback, judgedBy, reason }) => [feedback, judgedBy, reason]);

  it("stands in the table with who gave it, when and why, until it is taken back", async () => {
    const session = await open({ user: "Mia" });
    await session.expand({ perImage: 1 });
    const ids = session.images.filter(({ origin }) => origin === "generated").map(({ id }) => id);
    session.reject(ids.slice(0, 2), { reason: "two tails" });
    session.want(ids.slice(1, 2), { by: "Ole" });
    session.reject(ids.slice(2, 3));
    session.clear(ids.slice(2, 3));
    const nobody = ["none", null, null];
    expect(judged(session)).toEqual([["rejected", "Mia", "two tails"], ["wanted", "Ole", null], nobody, nobody]);
    expect(session.table().get("judgedAt", 4)).toBeGreaterThan(1_700_000_000_000);
    session.undo();
    session.undo();
    session.undo();
    const tails = ["rejected", "Mia", "two tails"];
    expect(judged(session)).toEqual([tails, tails, nobody, nobody]);
    session.undo();
    expect(judged(session)).toEqual([nobody, nobody, nobody, nobody]);
  });
});
