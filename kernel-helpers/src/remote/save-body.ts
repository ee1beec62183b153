import { open } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { TryError } from "./try-error.js";

/** A file that takes a long answer, so that the memory need not. */
export interface Sink {
  /** made anew, or written over */
  readonly path: string;
  /** a longer answer is cut off, and an error */
  readonly mostBytes: number;
}

/**
 * Writes an answer's body to a file as it comes.
 * @throws TryError when it is too long or cannot be written; the connection's error when that breaks
 */
export async function saveBody(response: IncomingMessage, host: string, { path, mostBytes }: Sink): Promise<void> {
  const file = await open(path, "w").catch((error: Error) => throwUnwritable(path, host, error));
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > mostBytes) throw tooLong(host, mostBytes);
      await file.appendFile(chunk).catch((error: Error) => throwUnwritable(path, host, error));
    }
  } finally {
    response.destroy();
    await file.close();
  }
}

function tooLong(host: string, mostBytes: number): TryError {
  const message = `${host} sends more than ${Math.ceil(mostBytes / 1e6)} MB; the connection was cut.`;
  return new TryError(message, { isRetryable: false, mayCost: true });
}

function throwUnwritable(path: string, host: string, error: Error): never {
  const message = `the answer of ${host} cannot be written to ${path} (${error.message}); make room there.`;
  throw new TryError(message, { isRetryable: false, mayCost: true });
}
