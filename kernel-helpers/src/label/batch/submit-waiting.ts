import { rm } from "node:fs/promises";
import { unreadable } from "../vision/labelled-image.js";
import { askDirectly } from "./ask-directly.js";
import { type BatchRecord, type BatchRequest, recordId } from "./batch-records.js";
import type { LabelRun } from "./label-by-batches.js";
import { submitBatch } from "./run-batch.js";
import { type WaitingImage, writeRequests } from "./write-requests.js";

/**
 * Brings images to the server, one batch after another; the first image of a call is asked directly.
 * @param start called with each batch that is on the server
 * @throws TryError, Error; the signal's reason when aborted
 */
export async function submitWaiting(
  images: readonly WaitingImage[],
  questionKey: string,
  run: LabelRun,
  start: (record: BatchRecord) => void,
): Promise<void> {
  const { board, tally } = run;
  let left = images;
  if (left.length > 0 && !run.isTried) {
    await askDirectly(left, run);
    const waiting = new Set(board.waiting().map(({ key }) => key));
    left = left.filter(({ key }) => waiting.has(key));
  }
  while (left.length > 0) {
    const { record, taken } = await writeBatch(left, questionKey, run);
    if (record !== null) start(await submitBatch(record, run));
    left = left.slice(taken);
    const spent = tally.spending.exhausted();
    if (left.length > 0 && spent !== null) {
      for (const { key } of left) board.settleKey(key, { labels: [], failure: `Not asked for: ${spent}.` });
      return;
    }
  }
}

/** Writes the requests of one batch and its record. @returns null where none of the images could be read, or nothing may be spent */
async function writeBatch(
  left: readonly WaitingImage[],
  questionKey: string,
  { settings, records, clock, board, tally, chat, signal }: LabelRun,
): Promise<{ readonly record: BatchRecord | null; readonly taken: number }> {
  const mayTake = (): boolean => {
    if (tally.spending.exhausted() !== null) return false;
    tally.spending.begin();
    return true;
  };
  const keys = left.map(({ key }) => key);
  const id = recordId(keys, clock.now());
  const path = records.file(id, "requests");
  const written = await writeRequests(path, left, settings, chat.manner, mayTake, { now: clock.now, signal });
  for (const [key, error] of written.unreadable) {
    board.settleKey(key, unreadable(left[keys.indexOf(key)].path, error));
  }
  const { requests, taken } = written;
  if (requests.length === 0) {
    await rm(path, { force: true });
    return { record: null, taken };
  }
  const record = describe(id, questionKey, requests, new Date(clock.now()), settings);
  await records.put(record);
  return { record, taken };
}

function describe(
  id: string,
  questionKey: string,
  requests: readonly BatchRequest[],
  at: Date,
  { host: server, model }: LabelRun["settings"],
): BatchRecord {
  const files = { inputFileId: null, batchId: null };
  return { version: 1, id, questionKey, model, server, at: at.toISOString(), ...files, requests };
}
