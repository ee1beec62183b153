import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../scripts/support/lock.mjs";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "datacrafter-lock-"));
  path = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("withLock", () => {
  it("holds the file while the work runs and removes it after, also when the work fails", async () => {
    await expect(withLock(path, async () => existsSync(path))).resolves.toBe(true);
    expect(existsSync(path)).toBe(false);
    await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(path)).toBe(false);
  });

  it("gives up after waitMs while a live process holds it, naming it", async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }));
    const waitedFor: number[] = [];
    const waiting = withLock(path, async () => 1, { waitMs: 300, onWait: (pid: number) => waitedFor.push(pid) });
    await expect(waiting).rejects.toThrow(`Another set-up (process ${process.pid}) still holds ${path}`);
    expect(waitedFor).toEqual([process.pid]);
  });

  it.each([
    ["its process is gone", { pid: 2 ** 22 + 1, host: hostname() }, 0],
    [
      "it was not touched for minutes, though its process number is in use again",
      { pid: process.pid, host: hostname() },
      120,
    ],
  ])("takes over when %s", async (_why, holder, ageSeconds) => {
    writeFileSync(path, JSON.stringify(holder));
    const then = Date.now() / 1000 - ageSeconds;
    utimesSync(path, then, then);
    await expect(withLock(path, async () => "done", { waitMs: 300 })).resolves.toBe("done");
  });

  it("does not judge a process of another machine by its number", async () => {
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, host: "elsewhere" }));
    await expect(withLock(path, async () => 1, { waitMs: 300 })).rejects.toThrow("still holds");
  });
});
