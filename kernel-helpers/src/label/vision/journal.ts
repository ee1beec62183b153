import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerAttempt } from "../../types.js";
import type { TokenUsage } from "./read-chat.js";

/** One request, as the journal keeps it: never a key in it. */
export interface JournalLine extends ServerAttempt {
  /** ISO 8601, when it ended */
  readonly at: string;
  readonly server: string;
  readonly model: string;
  /** sha256 of the image file */
  readonly imageHash: string;
  /** what its answer is kept by: the name of the answer's file */
  readonly key: string;
  /** 1 for the image's first request */
  readonly request: number;
  /** null where the server does not count */
  readonly usage: TokenUsage | null;
}

/** Every request of every labeler that keeps its answers in the folder, a line of JSON each. */
export const JOURNAL = "journal.jsonl";

/** Appends a line; the next request of the image begins after it. @throws Error of the file system */
export function appendJournal(folder: string, line: JournalLine): void {
  appendFileSync(join(folder, JOURNAL), `${JSON.stringify(line)}\n`);
}
