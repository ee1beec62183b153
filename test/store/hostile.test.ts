import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { verifySession } from "../../kernel-helpers/src/session/verify-session.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import { fakeProviders, makeDataset } from "../session/fakes.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(120_000);

const RUNS = { numRuns: 8 };
let folder: string;
/** a closed session of one iteration; never changed */
let whole: string;
let bytes: Buffer;
let copies = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostile-"));
  whole = join(folder, "whole");
  const dataset = await makeDataset(join(folder, "data"), { train: 2, test: 0 });
  const session = await openSession(whole, { dataset, ...fakeProviders() });
  await session.expand({ perImage: 1 });
  session.reject([session.images.at(-1)!.id]);
  await session.close();
  bytes = await readFile(join(whole, "session.db"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function copy(): Promise<string> {
  const directory = join(folder, `copy-${copies++}`);
  await cp(whole, directory, { recursive: true, filter: (file) => !/-(wal|shm)$/.test(file) });
  return directory;
}

async function imagesOf(directory: string): Promise<string[]> {
  return (await readdir(join(directory, "images"), { recursive: true })).filter((file) => file.endsWith(".png")).sort();
}

/** Opens and looks; whatever is wrong must come as a sentence, and the images stay. @returns what was said; null when it opened */
async function whatIsSaid(directory: string): Promise<string | null> {
  const images = await imagesOf(whole);
  let said: string | null = null;
  try {
    const session = await openSession(directory, fakeProviders());
    try {
      session.table();
      void session.events;
    } finally {
      await session.close();
    }
  } catch (error) {
    said = (error as Error).message;
  }
  expect(await imagesOf(directory)).toEqual(images);
  return said;
}

const SENTENCE = /session\.db|session in|holds no session|database of another program|was written by a newer/;

describe("a damaged session.db", () => {
  it("that was cut short is refused with a sentence, and named by verify", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: bytes.length - 1 }), async (length) => {
        const directory = await copy();
        await truncate(join(directory, "session.db"), length);
        expect(await whatIsSaid(directory)).toMatch(SENTENCE);
        const report = await verifySession(directory).catch((error: Error) => error.message);
        if (typeof report === "string") expect(report).toMatch(SENTENCE);
        else expect(report.isWhole).toBe(false);
      }),
      { ...RUNS, examples: [[1], [4096], [100], [bytes.length - 1]] },
    );
  });

  it("with bytes that were changed opens or is refused with a sentence, and never takes the kernel down", async () => {
    const place = fc.record({
      at: fc.integer({ min: 0, max: bytes.length - 65 }),
      noise: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 8 }), async (places) => {
        const directory = await copy();
        const broken = Buffer.from(bytes);
        for (const { at, noise } of places) broken.set(noise, at);
        await writeFile(join(directory, "session.db"), broken);
        const said = await whatIsSaid(directory);
        if (said !== null) expect(said).toMatch(SENTENCE);
        const report = await verifySession(directory).catch((error: Error) => error.message);
        if (typeof report === "string") expect(report).toMatch(SENTENCE);
      }),
      {
        ...RUNS,
        numRuns: 30,
        examples: [[[{ at: 0, noise: new Uint8Array(16) }]], [[{ at: 96, noise: new Uint8Array(64) }]]],
      },
    );
  });

  it("that is another file altogether is refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 5000 }), async (noise) => {
        const directory = await copy();
        await writeFile(join(directory, "session.db"), noise);
        expect(await whatIsSaid(directory)).toMatch(SENTENCE);
        await expect(verifySession(directory)).rejects.toThrow(SENTENCE);
        expect(Buffer.compare(await readFile(join(directory, "session.db")), Buffer.from(noise))).toBe(0);
      }),
      RUNS,
    );
  });
});

describe("columns that hold something else than they should", () => {
  const COLUMNS = [
    ["images", "attributes"],
    ["images", "parameters"],
    ["images", "warnings"],
    ["tasks", "phrases"],
    ["templates", "why"],
    ["iterations", "measures"],
    ["labels", "labels"],
    ["layouts", "image_ids"],
    ["layouts", "label_texts"],
    ["events", "changes"],
    ["events", "details"],
    ["label_trees", "tree"],
    ["meta", "value"],
  ] as const;

  it.each(COLUMNS)(
    "%s.%s: any text or JSON opens or is refused with a sentence, and verify names it",
    async (table, column) => {
      const text = fc.oneof(fc.json({ maxDepth: 2 }), fc.string({ unit: "binary" }));
      await fc.assert(
        fc.asyncProperty(text, async (value) => {
          const directory = await copy();
          const database = new Database(join(directory, "session.db"));
          database.run(`UPDATE ${table} SET ${column} = ?`, [value]);
          database.close();
          const said = await whatIsSaid(directory);
          if (said !== null) expect(said).toMatch(SENTENCE);
          const report = await verifySession(directory);
          if (said !== null) expect(report.isWhole).toBe(false);
        }),
        { numRuns: 2, examples: [["{"], ["null"], ["7"], ['"x"'], ["[[]]"], ["[null]"], ["{}"]] },
      );
    },
  );
});
