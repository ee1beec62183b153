import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Problem } from "../types.js";
import { realPathInside } from "./inside-folder.js";

/** What one line of metadata.jsonl says about one image. */
export interface ImageMetadata {
  /** the class's true name where the folder's name cannot carry it; null: the folder's name */
  readonly className: string | null;
  readonly caption: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface FolderMetadata {
  /** by path from the root, with "/" */
  readonly byFile: ReadonlyMap<string, ImageMetadata>;
  readonly problems: readonly Problem[];
}

const MAX_BYTES = 256 * 1024 * 1024;
/** Bad lines named one by one; the rest become one problem. */
const MAX_NAMED = 50;

const text = z.string().max(10_000);
const line = z.object({
  file_name: z.string().min(1).max(4096),
  class_name: z.string().max(1000).optional(),
  caption: text.nullish(),
  attributes: z.record(text, z.union([text, z.number(), z.boolean()])).nullish(),
});

/**
 * Reads metadata.jsonl at the root, one JSON object a line: file_name, and where known class_name, caption, attributes.
 * Other keys are left alone. A bad line becomes a problem; the others still count. No such file: empty.
 */
export async function readMetadata(root: string): Promise<FolderMetadata> {
  const path = join(root, "metadata.jsonl");
  const content = await readText(root, path);
  if (content === null) return { byFile: new Map(), problems: [] };
  if ("reason" in content) return { byFile: new Map(), problems: [{ path, reason: content.reason }] };

  const byFile = new Map<string, ImageMetadata>();
  const bad: string[] = [];
  content.text.split(/\r?\n/).forEach((raw, index) => {
    if (raw.trim() === "") return;
    const found = parseLine(raw);
    if (typeof found === "string") bad.push(`line ${index + 1}: ${found}`);
    else if (byFile.has(found.file))
      bad.push(`line ${index + 1}: ${quote(found.file)} has a line already; the first counts.`);
    else byFile.set(found.file, found.metadata);
  });
  const problems = bad.slice(0, MAX_NAMED).map((reason) => ({ path, reason }));
  if (bad.length > MAX_NAMED) problems.push({ path, reason: `${bad.length - MAX_NAMED} more bad lines.` });
  return { byFile, problems };
}

async function readText(root: string, path: string): Promise<{ text: string } | { reason: string } | null> {
  try {
    const target = await realPathInside(root, path);
    const found = await stat(target);
    if (!found.isFile()) return { reason: "is not a regular file; it was not read." };
    if (found.size > MAX_BYTES) return { reason: `has more than ${MAX_BYTES / 2 ** 20} MiB; it was not read.` };
    return { text: (await readFile(target, "utf8")).replace(/^\ufeff/, "") };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
    if (cause?.code === "ENOENT") return null;
    return { reason: message };
  }
}

function parseLine(raw: string): { readonly file: string; readonly metadata: ImageMetadata } | string {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    return "is not JSON; each line must be one JSON object.";
  }
  const parsed = line.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    return `${path.length > 0 ? `"${path.map(String).join(".")}": ` : ""}${message}.`;
  }
  const { file_name, class_name, caption, attributes } = parsed.data;
  const file = file_name.replaceAll("\\", "/").replace(/^(\.\/)+/, "");
  return {
    file,
    metadata: {
      className: class_name ?? null,
      caption: caption ?? null,
      attributes: Object.fromEntries(Object.entries(attributes ?? {}).map(([key, entry]) => [key, String(entry)])),
    },
  };
}

/** A name from a stranger, short and on one line. */
function quote(name: string): string {
  return JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}...` : name);
}
