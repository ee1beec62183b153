import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filters } from "../../kernel-helpers/src/generate/filters.js";
import { openSession, type SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import type { Dataset } from "../../kernel-helpers/src/types.js";
import { fakeGenerator, fakeProviders, makeDataset, tinyPng } from "./fakes.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

let folder: string;
let dataset: Dataset;
const opened: Session[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "replay-"));
  dataset = await makeDataset(join(folder, "data"), { train: 2, test: 1 });
});
afterEach(async () => {
  for (const session of opened.splice(0)) await session.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(options: SessionOptions = {}): Promise<Session> {
  const session = await openSession(join(folder, "run"), { dataset, ...fakeProviders(), ...options });
  opened.push(session);
  return session;
}

const generatedOf = (session: Session) => session.images.filter(({ origin }) => origin === "generated");

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
    const report = await session.replay({ directory: join(folder, "again") });
    expect(report).toMatchObject({ same: 20, different: [], notRepeatable: [], failed: [], plansThatDiffer: [] });
    expect(report.text).toBe(
      "20 of 20 images came out bit for bit the same.\nThe plans of all 2 iterations followed from the seed.",
    );
    expect(session.events).toHaveLength(before);
    expect(await readdir(join(folder, "again"))).toHaveLength(20);
    const [{ id, path }] = generatedOf(session);
    expect(Buffer.compare(await readFile(path), await readFile(join(folder, "again", `${id}.png`)))).toBe(0);
    await expect(session.replay({ directory: join(folder, "again") })).rejects.toThrow(/holds files already/);
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
    await (await open({ generator: unseeded })).expand({ perImage: 1 });
    const report = await opened[0].replay();
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
