import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "./failure.mjs";

const HEARTBEAT_MS = 2_000;
/** A holder that has not touched its lock for this long is gone, whatever its process number says now. */
const STALE_MS = 60_000;

/**
 * Runs work while holding a lock file, so that two set-ups never write the same folders at once.
 * Waits while another live process holds it; takes over a lock whose process is gone.
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {{ onWait?: (pid: number) => void, waitMs?: number }} [options] waitMs: give up after this long
 * @returns {Promise<T>}
 */
export async function withLock(path, work, { onWait = () => {}, waitMs = 15 * 60_000 } = {}) {
  await acquire(path, onWait, waitMs);
  const release = () => rmSync(path, { force: true });
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  heartbeat.unref();
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

/** @param {string} path  @param {(pid: number) => void} onWait  @param {number} waitMs */
async function acquire(path, onWait, waitMs) {
  const deadline = Date.now() + waitMs;
  let told = false;
  while (!tryCreate(path)) {
    const holder = readHolder(path);
    if (holder !== null && isStale(holder)) {
      stealFrom(path, holder);
      continue;
    }
    if (Date.now() > deadline) {
      throw new Failure(
        `Another set-up (process ${holder?.pid}) still holds ${path}; end it, or delete that file, then run the same command again.`,
      );
    }
    if (!told && holder !== null) onWait(holder.pid);
    told = told || holder !== null;
    await wait(200);
  }
}

/** @param {string} path */
function tryCreate(path) {
  try {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** @param {string} path  @returns {{ pid: number, host: string, ageMs: number } | null} null when it has just been released */
function readHolder(path) {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs;
    const text = readFileSync(path, "utf8");
    // an empty file: its writer was cut off, or is about to write
    const { pid = 0, host = "" } = text === "" ? {} : JSON.parse(text);
    return { pid, host, ageMs };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return null;
    throw error;
  }
}

/** @param {{ pid: number, host: string, ageMs: number }} holder */
function isStale({ pid, host, ageMs }) {
  if (ageMs > STALE_MS) return true;
  return host === hostname() && pid > 0 && !isAlive(pid);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** Of several that steal one lock, one renames it; a fresh lock caught by mistake is put back. @param {string} path  @param {{ pid: number }} stale */
function stealFrom(path, stale) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readHolder(aside)?.pid === stale.pid) rmSync(aside, { force: true });
    else renameSync(aside, path);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
  }
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch (error) {
    // someone deleted it by hand; the work itself is not harmed
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
  }
}
