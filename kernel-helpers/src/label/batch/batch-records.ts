import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { replaceFile } from "../../files/replace-file.js";
import type { BadAnswer } from "../vision/chat-fields.js";
import type { TokenUsage } from "../vision/read-chat.js";

/** A file that no record belongs to is left from a kill; one this old is nobody's. */
const STALE_MS = 3_600_000;

/** One request of a batch. */
export interface BatchRequest {
  /** its name in the batch */
  readonly id: string;
  /** what its answer is kept by */
  readonly key: string;
  /** sha256 of the image file */
  readonly imageHash: string;
  /** 1 for the image's first request */
  readonly request: number;
  /** milliseconds since 1970, when the image's first request was written */
  readonly began: number;
  /** of the requests before; null where the server does not count */
  readonly usage: TokenUsage | null;
  /** the answer that is to be repaired; null where there is none */
  readonly bad: BadAnswer | null;
}

/** A batch under way, as a restarted kernel finds it: never a key in it. */
export interface BatchRecord {
  readonly version: 1;
  readonly id: string;
  /** stands for the model and all that is asked, whatever the image */
  readonly questionKey: string;
  readonly model: string;
  readonly server: string;
  /** ISO 8601 */
  readonly at: string;
  /** null before the upload */
  readonly inputFileId: string | null;
  /** null before the batch was made */
  readonly batchId: string | null;
  readonly requests: readonly BatchRequest[];
}

const recordSchema: z.ZodType<BatchRecord> = z.object({
  version: z.literal(1),
  id: z.string(),
  questionKey: z.string(),
  model: z.string(),
  server: z.string(),
  at: z.string(),
  inputFileId: z.string().nullable(),
  batchId: z.string().nullable(),
  requests: z.array(
    z.object({
      id: z.string(),
      key: z.string(),
      imageHash: z.string(),
      request: z.number(),
      began: z.number(),
      usage: z.object({ promptTokens: z.number(), completionTokens: z.number() }).nullable(),
      bad: z.object({ text: z.string(), reason: z.string() }).nullable(),
    }),
  ),
});

/** The batches under way, on disk. */
export interface BatchRecords {
  /** Those with this question. @throws Error that names a record that cannot be read: it may stand for a batch that is paid for */
  list(questionKey: string): Promise<readonly BatchRecord[]>;
  has(id: string): Promise<boolean>;
  /** Is on the disk when it returns. */
  put(record: BatchRecord): Promise<void>;
  remove(id: string): Promise<void>;
  /** where the record is, for messages */
  place(id: string): string;
  /** a file beside the record: "requests", "output" or "errors" */
  file(id: string, what: "requests" | "output" | "errors"): string;
}

/** Opens the folder of batches inside a folder of answers. @throws Error of the file system */
export async function openRecords(cacheFolder: string): Promise<BatchRecords> {
  const folder = join(cacheFolder, "batches");
  await mkdir(folder, { recursive: true });
  const place = (id: string): string => join(folder, `${id}.json`);
  const file = (id: string, what: string): string => join(folder, `${id}.${what}.jsonl`);
  await removeOrphans(folder);
  return {
    async list(questionKey) {
      const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
      const records = await Promise.all(names.map((name) => readRecord(join(folder, name))));
      return records.filter((record) => record?.questionKey === questionKey) as BatchRecord[];
    },
    has: async (id) => (await readRecord(place(id))) !== null,
    put: (record) => replaceFile(place(record.id), JSON.stringify(record)),
    async remove(id) {
      await rm(place(id), { force: true });
      for (const what of ["requests", "output", "errors"]) await rm(file(id, what), { force: true });
    },
    place,
    file,
  };
}

/** A name for a record: the same images asked at another time get another. @param at milliseconds since 1970 */
export function recordId(keys: readonly string[], at: number): string {
  return createHash("sha256")
    .update(`${at} ${keys.join(" ")}`)
    .digest("hex")
    .slice(0, 24);
}

async function readRecord(path: string): Promise<BatchRecord | null> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null; // collected meanwhile
    throw error;
  });
  if (text === null) return null;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `visionBatch: ${path} cannot be read; it names a batch that may be running and paid for. Look at the server's list of batches, then delete the file.`,
      { cause },
    );
  }
}

async function removeOrphans(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) {
    const isOwned = name.endsWith(".json") || (name.endsWith(".jsonl") && names.includes(`${name.split(".")[0]}.json`));
    if (isOwned) continue;
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity })); // gone meanwhile
    if (Date.now() - mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}
