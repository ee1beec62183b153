import { createHash, randomUUID } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { isRunning } from "../files/is-running.js";

/** Of this machine: a process number says nothing on another one that shares the disk. */
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
const PARTS = /^(\d+)-([0-9a-f]{8})-[0-9a-f-]{36}(-old)?$/;

/** A new name beside a folder, for one that is being filled to take its place. @param pid of the process that fills it */
export function partialFolder(target: string, pid: number = process.pid): string {
  return join(dirname(target), `${prefixOf(target)}${pid}-${HOST}-${randomUUID()}`);
}

/** The name under which the folder that stood there waits until the new one stands. */
export function oldFolder(partial: string): string {
  return `${partial}-old`;
}

/**
 * Takes up what processes that were killed left beside a folder: one half filled is removed, one that had already been moved out of the way is put back where
 * nothing stands in its place. What a process that lives, or another machine, is at work on stays.
 */
export async function clearPartialFolders(target: string): Promise<void> {
  const prefix = prefixOf(target);
  const names = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix)).sort();
  for (const name of names) {
    const [, pid, host, old] = PARTS.exec(name.slice(prefix.length)) ?? [];
    if (pid === undefined || host !== HOST || isRunning(Number(pid))) continue;
    const path = join(dirname(target), name);
    const isMissing = (await stat(target).catch(() => null)) === null;
    if (old !== undefined && isMissing) await rename(path, target);
    else await rm(path, { recursive: true, force: true });
  }
}

function prefixOf(target: string): string {
  return `.${basename(target)}.partial-`;
}
