import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { addAttempt, readAttempts } from "../../kernel-helpers/src/store/attempt-table.js";
import { Database, type SqlRow } from "../../kernel-helpers/src/store/database.js";
import { readIterations, waitingTasks } from "../../kernel-helpers/src/store/iteration-table.js";
import { openStore } from "../../kernel-helpers/src/store/open-store.js";
import { fakeGenerator, fakeLabeler } from "../session/fakes.js";

const NOW = 1_800_000_000_000;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "migration-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A session folder as version 1 left it; its image files are not needed here. */
async function versionOne(name: string): Promise<string> {
  const directory = join(folder, name);
  await mkdir(directory);
  const database = new Database(join(directory, "session.db"));
  database.execute(await readFile(join(__dirname, "version-1.sql"), "utf8"));
  database.close();
  return directory;
}

function tablesOf(database: Database): string[] {
  const tables = database.all("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
  return tables.map(({ name }) => String(name));
}

/** Every row of every table. */
function contents(database: Database): Record<string, SqlRow[]> {
  return Object.fromEntries(tablesOf(database).map((name) => [name, database.all(`SELECT * FROM ${name} ORDER BY 1`)]));
}

function readContents(directory: string): Record<string, SqlRow[]> {
  const database = new Database(join(directory, "session.db"));
  try {
    return contents(database);
  } finally {
    database.close();
  }
}

/** What tables and columns there are. */
function shape(database: Database): unknown {
  const columns = tablesOf(database).map((name) => [name, database.all(`PRAGMA table_info(${name})`)]);
  return [columns, database.get("PRAGMA user_version"), database.get("PRAGMA application_id")];
}

describe("a store of schema version 1", () => {
  it("is brought up to date when it is opened, and loses nothing", async () => {
    const directory = await versionOne("old");
    const before = readContents(directory);
    expect(before.tasks).toHaveLength(8);
    const store = await openStore(directory, NOW);
    const after = contents(store.database);
    const { meta, attempts, label_attempts, label_trees, sqlite_sequence: _, ...rest } = after;
    const added = (table: string, columns: SqlRow): SqlRow[] => before[table].map((row) => ({ ...row, ...columns }));
    expect(rest).toEqual({
      ...before,
      meta: undefined,
      sqlite_sequence: undefined,
      events: added("events", { by: null, reason: null, details: null }),
      images: added("images", { generator: null }),
      iterations: added("iterations", { seconds: null, is_active: 1 }),
      labels: added("labels", { caption: null, raw: null, failure: null }),
    });
    expect([label_attempts, label_trees]).toEqual([[], []]);
    expect(meta.find(({ key }) => key === "session")).toEqual(before.meta.find(({ key }) => key === "session"));
    expect(attempts).toEqual([]);
    expect(readIterations(store).map(({ seconds, dollars }) => [seconds, dollars])).toEqual([
      [null, null],
      [null, null],
    ]);
    store.close();
  });

  it("then has the tables of a new one, and takes tries", async () => {
    const old = await openStore(await versionOne("old"), NOW);
    const fresh = await openStore(join(folder, "fresh"), NOW);
    expect(shape(old.database)).toEqual(shape(fresh.database));
    const [task] = waitingTasks(old, 2);
    const attempt = {
      taskId: task.id,
      at: NOW,
      outcome: "failed",
      reason: "x",
      seconds: 1,
      waitSeconds: null,
    } as const;
    addAttempt(old, attempt);
    expect(readAttempts(old, 2)).toEqual([attempt]);
    expect(readAttempts(old, 1)).toEqual([]);
    old.close();
    fresh.close();
  });

  it("is as it was when its migration is killed, at whatever point, and opens again", async () => {
    const kills = [1, 2, 3, 4, 5].map(async (last) => {
      const directory = await versionOne(`killed-${last}`);
      const before = readContents(directory);
      const child = spawn(
        process.execPath,
        [
          "--no-warnings",
          "-r",
          join(__dirname, "../session/run-typescript.cjs"),
          join(__dirname, "migration-child.ts"),
          join(directory, "session.db"),
          String(last),
        ],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      expect(await once(child, "exit")).toEqual([null, "SIGKILL"]);
      expect(readContents(directory)).toEqual(before);
      const store = await openStore(directory, NOW);
      expect(store.database.get("PRAGMA user_version")?.user_version).toBe(4);
      expect(contents(store.database).tasks).toEqual(before.tasks);
      store.close();
    });
    await Promise.all(kills);
  });

  it("goes on with the iteration that was cut short", async () => {
    const embedder = {
      name: "fake-2d",
      embed: async (images: readonly unknown[]) => ({
        rows: images.length,
        columns: 2,
        data: Float32Array.from({ length: 2 * images.length }, (_, i) => (i + 1) % 2),
      }),
    };
    const generator = fakeGenerator();
    const session = await openSession(await versionOne("old"), { generator, embedder, labeler: fakeLabeler() });
    expect(session.iterations.map(({ status }) => status)).toEqual(["complete", "running"]);
    expect(session.estimate({ perImage: 50 }).images).toBe(4);
    // the time of its first part was never counted, so that of the whole stays unknown
    expect(await session.expand()).toMatchObject({ index: 2, generated: 4, status: "complete", seconds: null });
    expect(await session.expand({ perImage: 1 })).toMatchObject({ index: 3, seconds: expect.any(Number) });
    await session.close();
  });
});
