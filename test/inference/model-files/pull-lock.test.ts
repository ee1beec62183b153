import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { takePullLock } from "../../../kernel-helpers/src/inference/model-files/pull-lock.js";

let root: string;
let lock: string;
let time: number;
let waited: number;
const signal = new AbortController().signal;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "datacrafter-lock-"));
  lock = join(root, "lock");
  time = 0;
  waited = 0;
  jest.spyOn(performance, "now").mockImplementation(() => time);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

/** Waiting passes time without taking any; whatever else happens meanwhile is the argument. */
function waiting(meanwhile: () => void = () => undefined): (milliseconds: number) => Promise<void> {
  return async (milliseconds) => {
    time += milliseconds;
    waited += 1;
    if (waited > 1000) throw new Error("waited for ever");
    meanwhile();
  };
}

const take = (wait = waiting()): ReturnType<typeof takePullLock> => takePullLock(lock, wait, signal, () => undefined);
const hold = (holder: unknown): void =>
  writeFileSync(lock, typeof holder === "string" ? holder : JSON.stringify(holder));

describe("the lock of a pull", () => {
  it("is taken and given back without a trace", async () => {
    const held = await take();
    expect(JSON.parse(readFileSync(lock, "utf8"))).toEqual({ token: held.token, pid: process.pid, host: hostname() });
    await held.release();
    expect(readdirSync(root)).toEqual([]);
  });

  it("is waited for while its holder lives, and says who holds it", async () => {
    const first = await take();
    const holders: number[] = [];
    let second: unknown = null;
    const taking = takePullLock(
      lock,
      waiting(() => {
        if (waited === 10) void first.release();
      }),
      signal,
      (pid) => holders.push(pid),
    ).then((held) => {
      second = held;
      return held;
    });
    expect(second).toBeNull();
    const held = await taking;
    expect(waited).toBeGreaterThanOrEqual(10);
    expect(holders).toEqual([process.pid]);
    expect(held.token).not.toBe(first.token);
    await held.release();
  });

  it("of an ended process on this machine is taken over at once", async () => {
    hold({ token: "dead", pid: 2 ** 22 + 1, host: hostname() }); // above the largest process id of Linux
    await (await take()).release();
    expect(waited).toBe(0);
    expect(readdirSync(root)).toEqual([]);
  });

  it.each([
    ["another machine", { token: "far", pid: 1, host: "elsewhere" }],
    [
      "a process that is stopped, or whose number was given to another",
      { token: "x", pid: process.pid, host: hostname() },
    ],
    ["nobody, cut off while it was written", ""],
  ])("of %s is taken over after 20 s of silence, not before", async (_, holder) => {
    hold(holder);
    await (await take()).release();
    expect(time).toBeGreaterThan(20_000);
    expect(time).toBeLessThan(21_000);
  });

  it("of another machine is left alone as long as it gives signs", async () => {
    hold({ token: "far", pid: 1, host: "elsewhere" });
    let beats = 0;
    const beat = (): void => {
      beats += 1;
      if (beats <= 200) utimesSync(lock, beats, beats);
      else rmSync(lock, { force: true });
    };
    await (await take(waiting(beat))).release();
    expect(beats).toBeGreaterThan(200);
  });

  it("is not given back by one who lost it", async () => {
    const first = await take();
    hold({ token: "thief", pid: process.pid, host: hostname() });
    await first.release();
    expect(existsSync(lock)).toBe(true);
  });

  it("is not waited for once the user stops", async () => {
    const first = await take();
    const stop = new AbortController();
    const wait = async (): Promise<void> => {
      stop.abort(new Error("enough"));
      stop.signal.throwIfAborted();
    };
    await expect(takePullLock(lock, wait, stop.signal, () => undefined)).rejects.toThrow("enough");
    await first.release();
  });
});
