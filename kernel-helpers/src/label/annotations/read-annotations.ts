import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { type Annotation, mergeAnnotations } from "./annotation.js";
import { plainPath } from "./plain-path.js";
import { readCsv } from "./read-csv.js";
import { readJson, readJsonLines } from "./read-json.js";

const MAX_BYTES = 128 * 1024 * 1024;

const READERS: Readonly<Record<string, (content: string, separator?: string) => Annotation[]>> = {
  ".csv": readCsv,
  ".tsv": readCsv,
  ".json": readJson,
  ".jsonl": readJsonLines,
  ".ndjson": readJsonLines,
};

/**
 * Reads a file of annotations by its ending: .csv, .tsv, .json, .jsonl or .ndjson.
 * @returns one per file, its path in plain spelling
 * @throws Error that names the file and what is wrong: not there, another ending, above 128 MiB, not UTF-8, a bad row, entry or line, empty
 */
export async function readAnnotations(path: string, separator?: string): Promise<Annotation[]> {
  const read = READERS[extname(path).toLowerCase()];
  if (read === undefined) {
    throw new Error(
      `annotationLabels: ${path} ends in none of ${Object.keys(READERS).join(", ")}; save it as one of them.`,
    );
  }
  const content = await readText(path);
  let annotations: Annotation[];
  try {
    annotations = read(content, separator);
  } catch (error) {
    throw new Error(`annotationLabels: ${path}: ${(error as Error).message}`, { cause: error });
  }
  if (annotations.length === 0) throw new Error(`annotationLabels: ${path} has no entries; was it saved?`);
  return mergeAnnotations(annotations.map((one) => ({ ...one, file: plainPath(one.file) })));
}

async function readText(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`annotationLabels: ${path} cannot be read (${error.code}); check the path.`, { cause: error });
  });
  if (!found.isFile()) throw new Error(`annotationLabels: ${path} is no file; give the file itself.`);
  if (found.size > MAX_BYTES) {
    throw new Error(
      `annotationLabels: ${path} has ${Math.round(found.size / 2 ** 20)} MiB, more than the ${MAX_BYTES / 2 ** 20} allowed; cut it to the images at hand.`,
    );
  }
  const bytes = await readFile(path);
  try {
    // takes the byte order mark away
    const content = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!content.includes("\0")) return content;
  } catch (error) {
    throw new Error(`annotationLabels: ${path} is not UTF-8; save it with that encoding.`, { cause: error });
  }
  throw new Error(`annotationLabels: ${path} holds NUL, which no text does; save it as UTF-8.`);
}
