import { open, statfs } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { STALL_MS } from "./stall-guard.js";
import type { Wait } from "./with-retries.js";

/** What a pull needs of the world; replaced in tests. */
export interface PullTools {
  readonly wait: Wait;
  /** a clock in milliseconds */
  readonly now: () => number;
  /** what this user may still write on the folder's disk */
  readonly freeBytes: (directory: string) => Promise<number>;
  readonly openFile: typeof open;
  /** silence after which a server is given up */
  readonly stallMs: number;
}

/** The world as it is. */
export const REAL_TOOLS: PullTools = {
  wait: async (milliseconds, signal) => {
    await sleep(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  now: () => performance.now(),
  freeBytes: async (directory) => {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  },
  openFile: open,
  stallMs: STALL_MS,
};
