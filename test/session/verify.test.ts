import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { type VerifyReport, verifySession } from "../../kernel-helpers/src/session/verify-session.js";
import { Database } from "../../kernel-helpers/src/store/database.js";
import { fakeProviders, makeDataset } from "./fakes.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

let folder: string;
/** a closed session of one iteration, with a verdict taken back; never changed */
let whole: string;
let directory: string;
let copies = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "verify-"));
  whole = join(folder, "whole");
  const dataset = await makeDataset(join(folder, "data"));
  const session = await openSession(whole, { dataset, ...fakeProviders() });
  await session.expand({ perImage: 1 });
  const ids = session.images.filter(({ origin }) => origin === "generated").map(({ id }) => id);
  session.reject(ids.slice(0, 3));
  session.want(ids.slice(0, 1));
  session.undo();
  await session.close();
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  directory = join(folder, `copy-${copies++}`);
  // a closed session needs no log; the driver may take its empty file away at any moment
  await cp(whole, directory, { recursive: true, filter: (file) => !/-(wal|shm)$/.test(file) });
});

function change(sql: string): void {
  const database = new Database(join(directory, "session.db"));
  database.execute("PRAGMA foreign_keys = OFF");
  database.execute("PRAGMA ignore_check_constraints = ON");
  database.execute(sql);
  database.close();
}

function oneFile(): string {
  const database = new Database(join(directory, "session.db"));
  const row = database.get("SELECT file FROM images WHERE origin = 'generated' ORDER BY id");
  database.close();
  return join(directory, String(row?.file));
}

const problems = ({ findings }: VerifyReport): string[] => findings.map(({ level, problem }) => `${level}: ${problem}`);

describe("verify", () => {
  it("finds nothing in a session that was left in peace, and changes nothing", async () => {
    const before = await readFile(join(directory, "session.db"));
    const report = await verifySession(directory);
    expect(report).toMatchObject({ images: 16, files: 16, isWhole: true, findings: [] });
    expect(report.text).toMatch(/16 images, 16 files hashed\. All is as it was written\.$/);
    expect(Buffer.compare(before, await readFile(join(directory, "session.db")))).toBe(0);
  });

  it("may look while the session is open and an iteration is under way", async () => {
    const providers = fakeProviders();
    const looked: Promise<VerifyReport>[] = [];
    const session = await openSession(directory, {
      ...providers,
      generator: {
        ...providers.generator,
        generate: async (...call) => {
          if (looked.length < 2) looked.push(session.verify());
          return providers.generator.generate(...call);
        },
      },
    });
    await session.expand({ perImage: 2 });
    const reports = await Promise.all(looked);
    expect(reports.map(({ isWhole }) => isWhole)).toEqual([true, true]);
    expect(reports.flatMap(problems)).toContain("note: iteration left in the middle");
    expect(await session.verify()).toMatchObject({ isWhole: true, findings: [] });
    await session.close();
  });

  it("names files that are missing, changed, links, or not the session's", async () => {
    const file = oneFile();
    await writeFile(file, "other bytes");
    expect(problems(await verifySession(directory))).toEqual(["error: image file with other bytes than were written"]);
    await rename(file, join(directory, "images", "moved.png"));
    const report = await verifySession(directory);
    expect(problems(report)).toEqual(["error: image file missing", "note: file that is not the session's"]);
    expect(report.isWhole).toBe(false);
    expect(report.text).toContain("images/moved.png");
    expect(report.text).toMatch(/what to do: restore the file from a copy of the session/);
    await symlink("/etc/hostname", file);
    expect(problems(await verifySession(directory))).toContain("error: image file that is a link or a folder");
  });

  it("takes half-written files and files without rows as what a kill leaves behind", async () => {
    await mkdir(join(directory, "images/.unfinished"), { recursive: true });
    await writeFile(join(directory, "images/.unfinished/x"), "half");
    await mkdir(join(directory, "images/00"), { recursive: true });
    await writeFile(join(directory, `images/00/${"0".repeat(64)}.png`), "whole");
    const report = await verifySession(directory);
    expect(report.isWhole).toBe(true);
    expect(problems(report).sort()).toEqual([
      "note: half-written image of a killed or running kernel",
      "note: image file that no row names",
    ]);
  });

  it.each<[string, string, string]>([
    ["an image without its task's end", "UPDATE tasks SET status = 'waiting'", "image made by a task that is not done"],
    ["a task without its image", "DELETE FROM images WHERE origin = 'generated'", "task done without an image"],
    ["a task without its template", "UPDATE tasks SET template_id = 'nope'", "task whose prompt template is not there"],
    ["a task made from a generated image", "UPDATE tasks SET source_id = id", "task whose source is no original"],
    ["a prompt that is no template", "UPDATE templates SET text = 'a [broken'", "prompt that is no template"],
    [
      "classes without prompts",
      "UPDATE templates SET status = 'replaced'",
      "class with training images and no active prompt",
    ],
    ["an unknown class", "UPDATE images SET class_name = 'owl'", "class that the session does not know"],
    [
      "a verdict from nowhere",
      "UPDATE images SET feedback = 'wanted' WHERE origin = 'generated'",
      "verdict that no act in the log gave",
    ],
    [
      "a short vector",
      "UPDATE embeddings SET vector = x'00000000' WHERE image_id = (SELECT min(image_id) FROM embeddings)",
      "vector of another length than the embedder's others",
    ],
    [
      "a vector of no number",
      "UPDATE embeddings SET vector = x'0000c07f0000c07f'",
      "vector with something that is no number",
    ],
    [
      "a vector of nobody",
      "UPDATE embeddings SET image_id = 'nope' WHERE image_id = (SELECT min(image_id) FROM embeddings)",
      "vector of an image that is not there",
    ],
    ["wrong JSON", "UPDATE events SET changes = '{\"a\": 1}'", "column events.changes cannot be read"],
    ["broken JSON", "UPDATE labels SET labels = '[\"a\"'", "column labels.labels cannot be read"],
    [
      "a map of another size",
      "UPDATE layouts SET image_positions = x'0000000000000000'",
      "map with more or fewer positions than points",
    ],
    [
      "a file outside",
      "UPDATE images SET file = '../../secret' WHERE id = (SELECT min(id) FROM images)",
      "image row that names a file outside images/",
    ],
    ["no facts", "DELETE FROM meta", "name, classes or seed of the session cannot be read"],
  ])("names %s", async (_, sql, problem) => {
    change(sql);
    const report = await verifySession(directory);
    expect(problems(report)).toContain(`error: ${problem}`);
    expect(report.isWhole).toBe(false);
    expect(report.findings.every(({ places, advice }) => places.length > 0 && advice.length > 0)).toBe(true);
  });

  it("refuses what is no session, or a newer version's", async () => {
    await expect(verifySession(join(folder, "data"))).rejects.toThrow(/holds no session \(no session\.db\)/);
    change("PRAGMA user_version = 99");
    await expect(verifySession(directory)).rejects.toThrow(/newer DataCrafter \(schema 99/);
    await writeFile(join(directory, "session.db"), "no database at all, but long enough to be read as one");
    await expect(verifySession(directory)).rejects.toThrow(/is no SQLite database, or its beginning is damaged/);
  });

  it("takes no lock from a session that is open: what is done after others have looked is on disk", async () => {
    const session = await openSession(directory, fakeProviders());
    session.note("before");
    await session.verify();
    expect(run(directory).status).toBe(0);
    session.note("after");
    const count = `console.log(new (require("libsql"))(process.argv[1]).prepare("SELECT count(*) AS n FROM events WHERE kind = 'note'").get().n)`;
    const seen = spawnSync(process.execPath, ["-e", count, join(directory, "session.db")], {
      cwd: join(__dirname, "../.."),
      encoding: "utf8",
    });
    await session.close();
    expect(seen.stdout.trim()).toBe("2");
  });

  it("is a command with an exit code", () => {
    const good = run(directory);
    expect([good.status, good.stdout]).toEqual([0, expect.stringMatching(/All is as it was written/)]);
    change("UPDATE tasks SET template_id = 'nope'");
    const bad = run(directory);
    expect([bad.status, bad.stdout]).toEqual([1, expect.stringMatching(/1 kind|2 kinds/)]);
    expect(run(join(folder, "nothing"))).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/holds no session/),
    });
  });
});

/** verify in a process of its own */
function run(path: string) {
  return spawnSync(
    process.execPath,
    [join(__dirname, "../../kernel-helpers/dist/cli/datacrafter.js"), "verify", path],
    {
      encoding: "utf8",
    },
  );
}

describe("openSession", () => {
  it("refuses a session whose rows lead out of its folder", async () => {
    change("UPDATE images SET file = '../../secret' WHERE id = (SELECT min(id) FROM images)");
    await expect(openSession(directory, fakeProviders())).rejects.toThrow(
      /is not in images\/; do not trust this session/,
    );
  });
});
