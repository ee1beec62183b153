import { z } from "zod";
import { type Annotation, labelsIn } from "./annotation.js";

/** Keys, and columns of a table, that name the image; the first that is there counts. */
export const FILE_KEYS = ["file", "file_name", "filename", "image", "image_path", "path"] as const;
/** Keys that hold its labels. */
export const LABEL_KEYS = ["labels", "label"] as const;

const text = z.string();
const labels = z.union([text, z.array(text)], { error: "must be a text or a list of texts" }).nullish();
const record = z.object({
  file: text.optional(),
  file_name: text.optional(),
  filename: text.optional(),
  image: text.optional(),
  image_path: text.optional(),
  path: text.optional(),
  labels,
  label: labels,
  caption: text.nullish(),
});

/**
 * Reads { file, labels | label | caption }.
 * @param where names the record in errors: "entry 3"
 * @throws Error naming the record and its key
 */
export function readRecord(value: unknown, where: string, separator?: string): Annotation {
  const parsed = record.safeParse(value);
  if (!parsed.success) throw new Error(`${where}: ${issueText(parsed.error)}`);
  const found = parsed.data;
  const file = FILE_KEYS.map((key) => found[key]).find((name) => name !== undefined && name.trim() !== "");
  if (file === undefined) throw new Error(`${where}: names no image; give it one of ${FILE_KEYS.join(", ")}.`);
  if (LABEL_KEYS.every((key) => found[key] === undefined) && found.caption === undefined) {
    throw new Error(`${where}: has neither labels nor label nor caption; give [] where none holds.`);
  }
  const all = LABEL_KEYS.flatMap((key) => labelsIn(found[key] ?? [], separator));
  return { file, labels: [...new Set(all)], caption: found.caption ?? null };
}

/** The first thing that zod found wrong, with the way to it. */
export function issueText({ issues: [{ path, message }] }: z.ZodError): string {
  const way = path.map(String).join(".");
  return `${way === "" ? "" : `"${way.slice(0, 100)}" `}is wrong (${message}).`;
}
