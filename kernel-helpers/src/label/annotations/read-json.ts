import { z } from "zod";
import { type Annotation, labelsIn } from "./annotation.js";
import { isCoco, readCoco } from "./read-coco.js";
import { issueText, readRecord } from "./record.js";

const labels = z.union([z.string(), z.array(z.string())], { error: "must be a text or a list of texts" });

/**
 * Reads a list of { file, labels | label | caption }, an object of labels by file, or COCO's instances.
 * @throws Error naming the entry
 */
export function readJson(content: string, separator?: string): Annotation[] {
  const value = parseJson(content, "it");
  if (Array.isArray(value)) return value.map((one, index) => readRecord(one, `entry ${index + 1}`, separator));
  if (typeof value !== "object" || value === null) {
    throw new Error("it is neither a list nor an object; give [{ file, labels }], { file: labels } or COCO instances.");
  }
  if (isCoco(value)) return readCoco(value);
  return Object.entries(value).map(([file, given]) => {
    const parsed = labels.safeParse(given);
    if (!parsed.success) throw new Error(`entry ${JSON.stringify(file.slice(0, 80))}: ${issueText(parsed.error)}`);
    return { file, labels: labelsIn(parsed.data, separator), caption: null };
  });
}

/**
 * Reads one { file, labels | label | caption } a line.
 * @throws Error naming the line
 */
export function readJsonLines(content: string, separator?: string): Annotation[] {
  return content.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const where = `line ${index + 1}`;
    return [readRecord(parseJson(line, where), where, separator)];
  });
}

function parseJson(content: string, where: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Error(`${where} is not JSON (${(error as Error).message.slice(0, 120)}).`, { cause: error });
  }
}
