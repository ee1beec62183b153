import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, parse } from "node:path";

/**
 * Where this kernel's own packages lie: for a notebook in a folder that has none, they stand in.
 * @param from a file of this package
 * @returns every node_modules folder that Node would look in from there, nearest first
 */
export function packageFolders(from: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(from); folder !== parse(folder).root; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules");
    if (existsSync(candidate)) folders.push(candidate);
  }
  return folders;
}

/**
 * Lets `require` in this process fall back on the kernel's own packages, after the importing file's own node_modules folders.
 * Child processes inherit it through NODE_PATH.
 */
export function addPackageFallback(folders: readonly string[]): void {
  const separator = process.platform === "win32" ? ";" : ":";
  process.env.NODE_PATH = [process.env.NODE_PATH, ...folders].filter(Boolean).join(separator);
  // Node reads NODE_PATH once, at its start; this reads it again
  const { Module } = require("node:module") as { Module: { _initPaths(): void } };
  Module._initPaths();
}

/**
 * The folder of a package as Node finds it from a file.
 * @returns undefined when it is not installed there
 */
export function findPackage(name: string, from: string): string | undefined {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return undefined; // not installed is an answer
  }
}
