import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * A stamp says what a finished step was made from. It is removed before the step starts and written after it ended well,
 * so a step that was cut off has none and is done again.
 * @param {string} path
 * @returns {string | null} what was stamped; null when there is none
 */
export function readStamp(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return null;
    throw error;
  }
}

/** @param {string} path  @param {string} content */
export function writeStamp(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** @param {string} path */
export function removeStamp(path) {
  rmSync(path, { force: true });
}
