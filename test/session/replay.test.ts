import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { filters } from "../../kernel-helpers/src/generate/filters.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import { fakeGenerator, tinyPng } from "./fakes.js";
import { generatedOf, sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench({ train: 2, test: 1 });
const { open } = bench;

describe("replay", () => {
  it("makes a run of two iterations and changed prompts again, bit for bit, with the real filters", async () => {
    const session = await open({ generator: filters() });
    await session.expand({ perImage: 3 });
    session.edit(session.prompts[0].id, "a [bright | dark :3] {class}");
    session.undo();
    session.edit(session.prompts[1].id, "a [solarized | blurry] {class}");
    await session.expand({ perImage: 2 });
    session.edit(session.prompts[1].id, "{class}"); // later than both plans
    const before = session.events.length;
    const report = await session.replay({ directory: join(bench.folder, "again") });
    expect(report).toMatchObject({ same: 20, different: [], notRepeatable: [], failed: [], plansThatDiffer: [] });
    expect(report.text).toBe(
      "20 of 20 images came out bit for bit the same.\nThe plans of all 2 iterations followed from the seed.",
    );
    expect(session.events).toHaveLength(before);
    expect(await readdir(join(bench.folder, "again"))).toHaveLength(20);
    const [{ id, path }] = generatedOf(session);
    expect(Buffer.compare(await readFile(path), await readFile(join(bench.folder, "again", `${id}.png`)))).toBe(0);
    await expect(session.replay({ directory: join(bench.folder, "again") })).rejects.toThrow(/holds files already/);
    expect(await session.replay({ iteration: 2 })).toMatchObject({ same: 8 });
    await expect(session.replay({ iteration: 3 })).rejects.toThrow(/no iteration 3 is in use; there are 2/);
  });

  it("says which images differ and in what, and which fail", async () => {
    await (await open()).expand({ perImage: 1 });
    const other = fakeGenerator();
    const generate: typeof other.generate = async (request) => {
      if (other.requests.push(request) === 4) throw new Error("out of memory");
      const same = await fakeGenerator().generate(request);
      if (other.requests.length === 2) return { ...same, png: await tinyPng("chance") };
      if (other.requests.length === 3) return { ...same, png: await tinyPng("x"), parameters: { strength: "0.3" } };
      return same;
    };
    const session = await open({ generator: { ...other, concurrency: 1, generate } });
    const [, second, third, fourth] = generatedOf(session);
    expect(await session.replay()).toMatchObject({
      same: 1,
      different: [
        { id: second.id, reason: expect.stringContaining("does not repeat itself exactly") },
        { id: third.id, reason: "strength was 1, is 0.3" },
      ],
      failed: [{ id: fourth.id, reason: "out of memory" }],
    });
  });

  it("says which cannot be repeated: no seed, or another generator", async () => {
    const fake = fakeGenerator();
    const unseeded = { ...fake, capabilities: { ...fake.capabilities, seed: false } };
    const made = await open({ generator: unseeded });
    await made.expand({ perImage: 1 });
    const report = await made.replay();
    expect(report.notRepeatable.map(({ reason }) => reason)).toEqual(Array(4).fill("fake obeys no seed"));
    const session = await open({ generator: filters() });
    const { notRepeatable, same } = await session.replay();
    expect([same, notRepeatable[0].reason]).toEqual([0, `made by fake; this session has ${filters().name}`]);
  });

  it("sees a plan that does not follow from the seed", async () => {
    const session = await open();
    await session.expand({ perImage: 1 });
    const database = new Database(join(session.directory, "session.db"));
    database.execute("UPDATE tasks SET prompt = prompt || '!' WHERE position = 0");
    database.close();
    expect((await session.replay()).plansThatDiffer).toEqual([1]);
  });

  it("stops when it is asked to", async () => {
    await (await open()).expand({ perImage: 2 });
    const stop = new AbortController();
    const generator = fakeGenerator((_, call) => {
      if (call === 3) stop.abort(new Error("enough"));
    });
    await expect((await open({ generator })).replay({ signal: stop.signal })).rejects.toThrow("enough");
  });
});
