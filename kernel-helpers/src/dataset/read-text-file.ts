import { readFile, stat } from "node:fs/promises";
import { realPathInside } from "./inside-folder.js";

const MAX_BYTES = 256 * 2 ** 20;

/**
 * Reads a file of annotations: UTF-8, without its byte order mark.
 * @param root the real path it must lie in
 * @param maxBytes default 256 MiB
 * @throws Error whose message completes "<path> ..."
 */
export async function readTextFile(root: string, path: string, maxBytes: number = MAX_BYTES): Promise<string> {
  const target = await realPathInside(root, path);
  const found = await stat(target);
  if (!found.isFile()) throw new Error("is not a regular file; it was not read.");
  if (found.size > maxBytes) throw new Error(`has more than ${Math.round(maxBytes / 2 ** 20)} MiB; it was not read.`);
  const bytes = await readFile(target);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error("is not UTF-8; save it with that encoding.", { cause });
  }
}
