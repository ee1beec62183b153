import { join } from "node:path";
import type { Problem } from "../types.js";
import { nameSome, quoteName } from "./name-some.js";
import { type ImageRow, readRecord } from "./read-record.js";
import { readTextFile } from "./read-text-file.js";

export interface FolderMetadata {
  /** by path from the root, with "/" */
  readonly byFile: ReadonlyMap<string, ImageRow>;
  readonly problems: readonly Problem[];
}

/**
 * Reads a file with one JSON object a line: file_name, and where known class_name, split, caption, attributes, objects (boxes).
 * Other keys are left alone. A bad line becomes a problem; the others still count. No such file: empty.
 * @param name default metadata.jsonl
 */
export async function readMetadata(root: string, name: string = "metadata.jsonl"): Promise<FolderMetadata> {
  const path = join(root, name);
  let content: string;
  try {
    content = await readTextFile(root, path);
  } catch (error) {
    const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
    return { byFile: new Map(), problems: cause?.code === "ENOENT" ? [] : [{ path, reason: message }] };
  }
  const byFile = new Map<string, ImageRow>();
  const bad: string[] = [];
  content.split(/\r?\n/).forEach((raw, index) => {
    if (raw.trim() === "") return;
    const row = parseLine(raw);
    if (typeof row === "string") bad.push(`line ${index + 1}: ${row}`);
    else if (byFile.has(row.file))
      bad.push(`line ${index + 1}: ${quoteName(row.file)} has a line already; the first counts.`);
    else byFile.set(row.file, row);
  });
  return { byFile, problems: nameSome(path, bad) };
}

function parseLine(raw: string): ImageRow | string {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return "is not JSON; each line must be one JSON object.";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "must be one JSON object.";
  const row = readRecord(value as Record<string, unknown>);
  return typeof row === "string" ? row : { ...row, file: row.file.replaceAll("\\", "/").replace(/^(\.\/)+/, "") };
}
