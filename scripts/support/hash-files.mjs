import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/**
 * One hash over names and bytes: it changes when a file is added, removed, renamed or edited, not when it is only touched.
 * @param {string} root names are taken from here, so that a moved repository keeps its hashes
 * @param {string[]} paths absolute
 * @returns {string} sha256, hex
 */
export function hashFiles(root, paths) {
  const hash = createHash("sha256");
  for (const path of [...paths].sort()) {
    const bytes = readFileSync(path);
    hash.update(`${relative(root, path)}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/**
 * Every file under a folder, without hidden entries and the named ones.
 * @param {string} folder absolute
 * @param {ReadonlySet<string>} leaveOut names of files and folders
 * @returns {string[]} absolute
 */
export function listFiles(folder, leaveOut = new Set()) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || leaveOut.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listFiles(path, leaveOut);
    return entry.isFile() ? [path] : [];
  });
}
