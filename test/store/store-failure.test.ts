import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSession } from "../../kernel-helpers/src/session/open-session.js";
import { explainStoreFailure } from "../../kernel-helpers/src/store/explain-store-failure.js";
import { fakeGenerator, fakeProviders, makeDataset } from "../session/fakes.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

describe("explainStoreFailure", () => {
  const failure = (code: string): Error => Object.assign(new Error("from below"), { code });

  it.each([
    ["ENOSPC", /runs\/pets cannot be written \(ENOSPC\): the disk is full .*; free some space, then call again/],
    ["SQLITE_FULL", /free some space/],
    ["EROFS", /may not be written; change its permissions/],
    ["SQLITE_READONLY_DIRECTORY", /change its permissions/],
    ["SQLITE_IOERR_WRITE", /cannot be written at this moment/],
  ])("says what to do about %s", (code, message) => {
    const explained = explainStoreFailure(failure(code), "runs/pets") as Error;
    expect(explained.message).toMatch(message);
    expect(explained.message).toMatch(/What was finished before is kept\.$/);
    expect(explained.cause).toMatchObject({ code });
  });

  it("leaves other errors alone", () => {
    const other = failure("SQLITE_CONSTRAINT_UNIQUE");
    expect(explainStoreFailure(other, "runs/pets")).toBe(other);
    expect(explainStoreFailure("words", "runs/pets")).toBe("words");
  });
});

describe("expand", () => {
  it("does not blame the labeler when labels cannot be written", async () => {
    const folder = await mkdtemp(join(tmpdir(), "full-"));
    const dataset = await makeDataset(join(folder, "data"));
    const { labeler, ...providers } = fakeProviders();
    const full = Object.assign(new Error("disk full"), { code: "SQLITE_FULL" });
    const label: typeof labeler.label = () => Promise.reject(explainStoreFailure(full, "runs/pets/session.db"));
    const session = await openSession(join(folder, "run"), { dataset, ...providers, labeler: { ...labeler, label } });
    await expect(session.expand({ perImage: 1 })).rejects.toThrow(/free some space, .*finished before is kept\.$/);
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("stops with a sentence when images cannot be written any more, keeps what it has, and goes on later", async () => {
    const folder = await mkdtemp(join(tmpdir(), "full-"));
    const directory = join(folder, "run");
    const unfinished = join(directory, "images/.unfinished");
    const dataset = await makeDataset(join(folder, "data"));
    const generator = fakeGenerator(async (_, call) => {
      if (call !== 4) return;
      await rm(unfinished, { recursive: true });
      await writeFile(unfinished, ""); // nothing can be made in it, as on a disk that takes no more
    });
    const session = await openSession(directory, {
      dataset,
      ...fakeProviders(),
      generator: { ...generator, concurrency: 1 },
    });
    await expect(session.expand({ perImage: 2 })).rejects.toThrow(/cannot be written \(E[A-Z]+\): .*then call again/);
    expect(session.iterations).toMatchObject([{ status: "running", generated: 3, failed: 0 }]);
    await session.close();
    const again = await openSession(directory, fakeProviders());
    expect(await again.expand()).toMatchObject({ index: 1, generated: 12, status: "complete" });
    expect((await again.verify()).findings).toEqual([]);
    expect(await readdir(unfinished)).toEqual([]);
    await again.close();
    await rm(folder, { recursive: true, force: true });
  });
});
