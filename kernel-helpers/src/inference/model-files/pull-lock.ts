import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";
import { isRunning } from "../../files/is-running.js";
import type { Wait } from "./with-retries.js";

/** The right to write into a model's folder. */
export interface PullLock {
  /** names this holder's unfinished files, so that no other process writes into them */
  readonly token: string;
  release(): Promise<void>;
}

const POLL_MS = 250;
const HEARTBEAT_MS = 2000;
/** A holder that gave no sign for so long is gone, or stopped by the user. */
const SILENCE_MS = 20_000;

const Holder = z.object({ token: z.string(), pid: z.number().int().positive(), host: z.string() });
type LockHolder = z.infer<typeof Holder>;

/**
 * Takes the lock file, waiting as long as its holder works. The lock of a process that ended is taken over at once, that of a silent one after 20 s.
 * Should two ever hold it, nothing is damaged: unfinished files carry the holder's token, and a finished one is renamed by the holder that still has it.
 * @param onWait called when it begins to wait, with the holder's process id; 0 when the lock does not say
 */
export async function takePullLock(
  path: string,
  wait: Wait,
  signal: AbortSignal,
  onWait: (pid: number) => void,
): Promise<PullLock> {
  const token = randomUUID().slice(0, 8);
  let seen: Sign | null = null;
  while (!(await create(path, token))) {
    const sign = await lookAt(path, seen);
    if (sign !== null && seen === null) onWait(sign.holder?.pid ?? 0);
    seen = sign;
    if (sign !== null && isGone(sign)) await putAside(path, sign, token);
    else await wait(POLL_MS, signal);
  }
  return hold(path, token);
}

/** What was last seen of a held lock. */
interface Sign {
  /** null when the file is empty or damaged */
  readonly holder: LockHolder | null;
  readonly touchedMs: number;
  /** by this process's own clock, which does not run while the machine sleeps */
  readonly firstSeenMs: number;
}

async function create(path: string, token: string): Promise<boolean> {
  const file = await open(path, "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") return null;
    throw error;
  });
  if (file === null) return false;
  try {
    await file.writeFile(JSON.stringify({ token, pid: process.pid, host: hostname() } satisfies LockHolder));
  } finally {
    await file.close();
  }
  return true;
}

async function lookAt(path: string, before: Sign | null): Promise<Sign | null> {
  try {
    const [text, { mtimeMs }] = [await readFile(path, "utf8"), await stat(path)];
    const isSame = before !== null && before.touchedMs === mtimeMs;
    return {
      holder: parseHolder(text),
      touchedMs: mtimeMs,
      firstSeenMs: isSame ? before.firstSeenMs : performance.now(),
    };
  } catch (error) {
    // it was given back this moment
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function parseHolder(text: string): LockHolder | null {
  try {
    return Holder.parse(JSON.parse(text));
  } catch (error) {
    // just created and not yet written, or cut off by a power failure
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

function isGone({ holder, firstSeenMs }: Sign): boolean {
  if (holder?.host === hostname() && !isRunning(holder.pid)) return true;
  return performance.now() - firstSeenMs > SILENCE_MS;
}

// renaming is atomic, so of several that wait only one takes the old lock away
async function putAside(path: string, sign: Sign, token: string): Promise<void> {
  const now = await lookAt(path, sign);
  if (now?.holder?.token !== sign.holder?.token) return;
  const aside = `${path}.${token}`;
  await rename(path, aside).catch(ignoreMissing);
  await rm(aside, { force: true });
}

function hold(path: string, token: string): PullLock {
  const heartbeat = setInterval(() => {
    const now = new Date();
    // a missed beat is no harm, and a lost lock shows when a finished file is renamed
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    token,
    async release() {
      clearInterval(heartbeat);
      const sign = await lookAt(path, null);
      if (sign?.holder?.token === token) await rm(path, { force: true });
    },
  };
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
