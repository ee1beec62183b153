import { hostname } from "node:os";
import { Database, isBusy } from "./database.js";

/** A restarted kernel may overlap with the one it replaces for as long as that takes to stop. */
const LOCK_WAIT_MS = 3000;
const LOCK_POLL_MS = 100;

/** What the holder of the lock writes for those who come after. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** milliseconds since 1970 */
  readonly since: number;
}

/**
 * Takes the folder's writer lock: a SQLite write lock on a file of its own, which the operating system gives back when the process ends, however it ends.
 * So there is no stale lock to detect. Reading the session stays free.
 * @param holder who holds it, read only when it is held
 * @returns what gives the lock back when closed
 * @throws Error naming the holder, when the lock is not free within three seconds
 */
export async function takeWriterLock(
  path: string,
  directory: string,
  holder: () => LockHolder | null,
): Promise<Database> {
  const lock = new Database(path);
  for (let waited = 0; ; waited += LOCK_POLL_MS) {
    try {
      lock.execute("BEGIN IMMEDIATE");
      return lock;
    } catch (error) {
      if (!isBusy(error) || waited >= LOCK_WAIT_MS) {
        lock.close();
        throw isBusy(error) ? lockedError(directory, holder()) : error;
      }
    }
    await new Promise((wake) => setTimeout(wake, LOCK_POLL_MS));
  }
}

export function thisHolder(now: number): LockHolder {
  return { pid: process.pid, host: hostname(), since: now };
}

function lockedError(directory: string, holder: LockHolder | null): Error {
  const who = holder
    ? `process ${holder.pid} on ${holder.host}, since ${new Date(holder.since).toISOString()}`
    : "another process";
  return new Error(
    `The session in ${directory} is open in another kernel (${who}). Shut that kernel down, or call session.close() there; only one may write.`,
  );
}
