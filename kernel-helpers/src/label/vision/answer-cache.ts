import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { replaceFile, UNFINISHED } from "../../files/replace-file.js";
import type { TokenUsage } from "./read-chat.js";
import type { VisionSettings } from "./vision-options.js";

/** Part of every key: raised when the same answer would be read differently. */
const VERSION = 1;
/** A kill leaves an unfinished file behind; one this old belongs to nobody. */
const STALE_MS = 3_600_000;

/** An answer as it is kept: never a key in it. */
export interface KeptAnswer {
  /** what it is kept by */
  readonly key: string;
  readonly outcome: "labelled" | "refused";
  /** "" where there is none */
  readonly caption: string;
  readonly labels: readonly string[];
  /** what the model wrote, word for word, cut where it is very long; "" where it wrote nothing */
  readonly raw: string;
  /** why it was refused; "" where it was not */
  readonly reason: string;
  readonly model: string;
  /** as the server names it; null where it does not */
  readonly servedModel: string | null;
  readonly server: string;
  /** sha256 of the image file */
  readonly imageHash: string;
  /** all requests for this image together; null where the server does not count */
  readonly usage: TokenUsage | null;
  readonly requests: number;
  /** from the first request to the answer, waits included */
  readonly seconds: number;
  /** ISO 8601 */
  readonly at: string;
}

const keptAnswerSchema: z.ZodType<KeptAnswer> = z.object({
  key: z.string(),
  outcome: z.enum(["labelled", "refused"]),
  caption: z.string(),
  labels: z.array(z.string()),
  raw: z.string(),
  reason: z.string(),
  model: z.string(),
  servedModel: z.string().nullable(),
  server: z.string(),
  imageHash: z.string(),
  usage: z.object({ promptTokens: z.number(), completionTokens: z.number() }).nullable(),
  requests: z.number(),
  seconds: z.number(),
  at: z.string(),
});

/** Answers on disk, each in a file of its own. */
export interface AnswerCache {
  /** @returns null when there is none; a damaged file counts as none */
  get(key: string): Promise<KeptAnswer | null>;
  /** Is on the disk when it returns. @throws Error that names the folder */
  put(answer: KeptAnswer): Promise<void>;
}

/** What an answer is kept by: the image and everything that shapes the question. @param imageHash sha256 of the image file */
export function answerKey(settings: VisionSettings, imageHash: string): string {
  const { model, baseURL, prompt, structured, temperature, maxTokens, longestSide, extra } = settings;
  const shape = [VERSION, imageHash, model, baseURL, prompt, structured, temperature, maxTokens, longestSide, extra];
  return createHash("sha256").update(JSON.stringify(shape)).digest("hex");
}

/**
 * Opens a folder of answers, made where it is not there.
 * @throws Error that names the folder when it cannot be written
 */
export async function openCache(folder: string): Promise<AnswerCache> {
  await mkdir(folder, { recursive: true }).catch((error: Error) => throwUnwritable(folder, error));
  await removeStale(folder);
  const place = (key: string): string => join(folder, `${key}.json`);
  return {
    get: (key) => read(place(key), key),
    put: (answer) =>
      replaceFile(place(answer.key), JSON.stringify(answer, null, 1)).catch((error: Error) =>
        throwUnwritable(folder, error),
      ),
  };
}

async function read(path: string, key: string): Promise<KeptAnswer | null> {
  try {
    const answer = keptAnswerSchema.parse(JSON.parse(await readFile(path, "utf8")));
    return answer.key === key ? answer : null;
  } catch {
    return null; // absent, or damaged: the server is asked, and the file written anew
  }
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(UNFINISHED)) continue;
    const path = join(folder, name);
    const changed = await stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => Infinity,
    ); // gone meanwhile
    if (Date.now() - changed > STALE_MS) await rm(path, { force: true });
  }
}

function throwUnwritable(folder: string, cause: Error): never {
  throw new Error(
    `visionLanguage: answers cannot be kept in ${folder} (${cause.message}); make room, give another folder (cache, or DATACRAFTER_LABEL_CACHE), or { cache: false } to keep none.`,
    { cause },
  );
}
