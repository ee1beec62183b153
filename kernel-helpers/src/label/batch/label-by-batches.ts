import { access, readFile } from "node:fs/promises";
import { mapBounded } from "../../images/map-bounded.js";
import type { ImageRef } from "../../types.js";
import { answerKey } from "../vision/answer-cache.js";
import type { ChatServer } from "../vision/ask-once.js";
import { hashOf } from "../vision/label-images.js";
import { asLabelled, unreadable } from "../vision/labelled-image.js";
import type { BatchRecord, BatchRecords } from "./batch-records.js";
import { type Collecting, collectBatch } from "./collect-batch.js";
import { awaitBatch, type BatchRun, fetchResults, forgetBatch, submitBatch } from "./run-batch.js";
import { submitWaiting } from "./submit-waiting.js";
import type { WaitingImage } from "./write-requests.js";

/** Files read side by side to look them up. */
const READ_TOGETHER = 8;

/** One call of label(). */
export interface LabelRun extends Collecting, BatchRun {
  /** for the image that is asked directly */
  readonly chat: ChatServer;
  /** Ends all waiting of this call. */
  stop(reason: unknown): void;
  /** batches on the server or on their way to it, by record: requests that are done */
  readonly done: Map<string, number>;
  isTried: boolean;
}

/** Finds the images in the cache; the others wait. @throws the signal's reason when aborted */
export async function lookUp(
  images: readonly ImageRef[],
  { settings, cache, board, signal }: Pick<LabelRun, "settings" | "cache" | "board" | "signal">,
): Promise<void> {
  const look = async ({ path }: ImageRef, index: number): Promise<WaitingImage | null> => {
    const bytes = await readFile(path).catch((error: Error) => {
      board.settle(index, unreadable(path, error));
      return null;
    });
    if (bytes === null) return null;
    const imageHash = hashOf(bytes);
    const key = answerKey(settings, imageHash);
    const kept = await cache.get(key);
    if (kept === null) return { path, imageHash, key, requests: 0, began: null, usage: null, bad: null };
    board.settle(index, asLabelled(kept));
    return null;
  };
  // they wait in their order, however fast each was read
  const waiting = await mapBounded(images, READ_TOGETHER, look, { signal });
  for (const [index, image] of waiting.entries()) if (image !== null) board.wait(index, image);
  board.progress(0);
}

/** The batches of this question that an earlier call left. One that never left this computer is forgotten when its file is gone. */
export async function findLeft(records: BatchRecords, questionKey: string): Promise<readonly BatchRecord[]> {
  const left: BatchRecord[] = [];
  for (const record of await records.list(questionKey)) {
    const isWhole =
      record.inputFileId !== null ||
      (await access(records.file(record.id, "requests")).then(
        () => true,
        () => false,
      ));
    if (isWhole) left.push(record);
    else await records.remove(record.id);
  }
  return left;
}

/**
 * Asks for all that wait, in as many rounds as it takes: an image that is to be asked again goes into a batch of the next round.
 * @throws TryError, Error; the signal's reason when aborted. Batches on the server stay there, and their records on disk.
 */
export async function labelWaiting(left: readonly BatchRecord[], questionKey: string, run: LabelRun): Promise<void> {
  let failure: { readonly error: unknown } | null = null;
  let underWay: Promise<void>[] = [];
  const fail = (error: unknown): void => {
    failure ??= { error };
    run.stop(error);
  };
  const start = (record: BatchRecord): void => {
    run.done.set(record.id, 0);
    underWay.push(finish(record, run).catch(fail));
  };
  const taken = new Set(left.flatMap(({ requests }) => requests.map(({ key }) => key)));
  let next: readonly WaitingImage[] = run.board.waiting().filter(({ key }) => !taken.has(key));
  for (const record of left) {
    for (const _ of record.requests) run.tally.spending.begin();
    start(record);
  }
  while (next.length > 0 || underWay.length > 0) {
    await submitWaiting(next, questionKey, run, start).catch(fail);
    await Promise.all(underWay);
    if (failure !== null) throw (failure as { readonly error: unknown }).error;
    underWay = [];
    await settleKept(run);
    next = run.board.waiting();
  }
}

/** Images that another kernel has had answered meanwhile. */
async function settleKept({ board, cache }: LabelRun): Promise<void> {
  for (const { key } of board.waiting()) {
    const kept = await cache.get(key);
    if (kept !== null) board.settleKey(key, asLabelled(kept));
  }
}

/** One batch from where it stands to its last answer. */
async function finish(record: BatchRecord, run: LabelRun): Promise<void> {
  const ended = await awaitBatch(await submitBatch(record, run), run);
  const results = await fetchResults(ended.record, ended.state, run);
  run.done.delete(record.id);
  await collectBatch(ended.record, ended.state, results, run);
  await forgetBatch(ended.record, ended.state, run);
  tellProgress(run);
}

/** Tells how far all is, the batches under way included. */
export function tellProgress({ board, done }: Pick<LabelRun, "board" | "done">): void {
  board.progress([...done.values()].reduce((sum, one) => sum + one, 0));
}
