import { open, readFile } from "node:fs/promises";
import { type BadAnswer, chatFields, type Manner } from "../vision/chat-fields.js";
import { imageUri } from "../vision/image-uri.js";
import type { TokenUsage } from "../vision/read-chat.js";
import type { BatchSettings } from "./batch-options.js";
import type { BatchRequest } from "./batch-records.js";

/** Images encoded side by side. */
const ENCODED_TOGETHER = 8;
/** A request's name in its batch: enough of the key to be the only one. */
const ID_LENGTH = 32;

/** An image without an answer. */
export interface WaitingImage {
  readonly path: string;
  readonly imageHash: string;
  readonly key: string;
  /** made so far, whatever came of them */
  readonly requests: number;
  /** milliseconds since 1970, of the first; null before it */
  readonly began: number | null;
  readonly usage: TokenUsage | null;
  /** the answer that is to be repaired; null where there is none */
  readonly bad: BadAnswer | null;
}

/** The requests of one batch, as they were written. */
export interface WrittenRequests {
  readonly requests: readonly BatchRequest[];
  /** how many of the images were looked at: the first ones */
  readonly taken: number;
  /** images that could not be read, by key, and why */
  readonly unreadable: ReadonlyMap<string, Error>;
}

/**
 * Writes the file of one batch, a request a line, as many as it may hold.
 * @param mayTake asked before each request; false ends the batch
 * @param now milliseconds since 1970
 * @throws Error of the file system; the signal's reason when aborted
 */
export async function writeRequests(
  path: string,
  waiting: readonly WaitingImage[],
  settings: BatchSettings,
  manner: Manner,
  mayTake: () => boolean,
  { now, signal }: { readonly now: () => number; readonly signal?: AbortSignal },
): Promise<WrittenRequests> {
  const file = await open(path, "w");
  const requests: BatchRequest[] = [];
  const unreadable = new Map<string, Error>();
  let taken = 0;
  let bytes = 0;
  const end = (): WrittenRequests => ({ requests, taken, unreadable });
  try {
    while (taken < waiting.length) {
      signal?.throwIfAborted();
      const chunk = waiting.slice(taken, taken + ENCODED_TOGETHER);
      const lines = await Promise.all(chunk.map((image) => encode(image, settings, manner)));
      for (const [i, image] of chunk.entries()) {
        const line = lines[i];
        if ("error" in line) unreadable.set(image.key, line.error);
        else {
          const isFull = bytes + line.bytes.length > settings.mostBytes || requests.length === settings.mostRequests;
          if ((requests.length > 0 && isFull) || !mayTake()) return end();
          await file.appendFile(line.bytes);
          bytes += line.bytes.length;
          requests.push(asRequest(image, now()));
        }
        taken++;
      }
    }
    return end();
  } finally {
    await file.sync();
    await file.close();
  }
}

async function encode(
  image: WaitingImage,
  settings: BatchSettings,
  manner: Manner,
): Promise<{ readonly bytes: Buffer } | { readonly error: Error }> {
  try {
    const body = chatFields(settings, manner, await encodeImage(image.path, settings.longestSide), image.bad);
    const line = { custom_id: idOf(image.key), method: "POST", url: "/v1/chat/completions", body };
    return { bytes: Buffer.from(`${JSON.stringify(line)}\n`) };
  } catch (error) {
    return { error: error as Error };
  }
}

/** @returns a data URI @throws Error when the file is no image that can be read */
export async function encodeImage(path: string, longestSide: number): Promise<string> {
  return imageUri(await readFile(path), longestSide);
}

function asRequest({ key, imageHash, requests, began, usage, bad }: WaitingImage, now: number): BatchRequest {
  return { id: idOf(key), key, imageHash, request: requests + 1, began: began ?? now, usage, bad };
}

function idOf(key: string): string {
  return key.slice(0, ID_LENGTH);
}
