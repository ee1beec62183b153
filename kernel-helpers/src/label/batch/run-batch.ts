import { rm } from "node:fs/promises";
import type { Clock } from "../../remote/clock.js";
import { TryError } from "../../remote/try-error.js";
import type { BatchSettings } from "./batch-options.js";
import type { BatchRecord, BatchRecords, BatchRequest } from "./batch-records.js";
import type { BatchServer } from "./batch-server.js";
import type { BatchState } from "./batch-state.js";
import { readLines } from "./read-lines.js";
import { type BatchResult, readResult } from "./read-result.js";

const FIRST_POLL_SECONDS = 5;
/** Room for one result, bytes: an answer of many thousand tokens. A file may have that for each request, and some more. */
const RESULT_BYTES = 200_000;
const MORE_BYTES = 100e6;
/** A batch that found no room is offered again after this long, and twice as long each time, seconds. */
const FIRST_CROWD_SECONDS = 60;
const LONGEST_CROWD_SECONDS = 1800;
/** So often while no other batch of ours takes the room: half an hour. */
const CROWD_TRIES = 5;

/** What one batch is run with. */
export interface BatchRun {
  readonly server: BatchServer;
  readonly records: BatchRecords;
  readonly settings: BatchSettings;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Called after each look. */
  readonly onLook: (record: BatchRecord, state: BatchState) => void;
  /** batches of this run that are on the server, this one included */
  underWay(): number;
}

/**
 * Brings a batch to the server, as far as it is not there; each step is on the disk before the next.
 * @throws TryError; the signal's reason when aborted
 */
export async function submitBatch(record: BatchRecord, { server, records }: BatchRun): Promise<BatchRecord> {
  let now = record;
  const keep = async (changes: Partial<BatchRecord>): Promise<void> => {
    now = { ...now, ...changes };
    await records.put(now);
  };
  if (now.batchId !== null) return now;
  // after a kill: the batch may have been made, and its answer not written down
  const mayExist = now.inputFileId !== null;
  if (now.inputFileId === null) {
    await keep({ inputFileId: await server.upload(records.file(now.id, "requests"), `${now.id}.jsonl`) });
  }
  await keep({ batchId: (await server.create(now.inputFileId!, mayExist)).id });
  await rm(records.file(now.id, "requests"), { force: true });
  return now;
}

/**
 * Waits until a batch is over, with longer waits each time. One that the server had no room for is offered again.
 * @returns how it ended, and the record, which may name another batch by then
 * @throws TryError; the signal's reason when aborted
 */
export async function awaitBatch(
  submitted: BatchRecord,
  run: BatchRun,
): Promise<{ readonly record: BatchRecord; readonly state: BatchState }> {
  const { server, records, settings, clock, signal, onLook } = run;
  let record = submitted;
  let poll = Math.min(FIRST_POLL_SECONDS, settings.pollSeconds);
  let crowd = FIRST_CROWD_SECONDS;
  let crowdTries = 0;
  for (;;) {
    const state = await look(record, run);
    onLook(record, state);
    if (state.isCrowdedOut && crowdTries < CROWD_TRIES) {
      if (run.underWay() === 1) crowdTries++;
      await clock.sleep(crowd, signal);
      crowd = Math.min(LONGEST_CROWD_SECONDS, 2 * crowd);
      const { id: batchId } = await server.create(record.inputFileId!, false);
      record = { ...record, batchId };
      await records.put(record);
    } else if (state.end !== null) return { record, state };
    else {
      await clock.sleep(poll, signal);
      poll = Math.min(settings.pollSeconds, 2 * poll);
    }
  }
}

async function look(
  { id, batchId, requests }: BatchRecord,
  { server, records, settings }: BatchRun,
): Promise<BatchState> {
  try {
    return await server.look(batchId!);
  } catch (error) {
    if (!(error instanceof TryError) || error.status !== 404) throw error;
    const advice = `set the key that it was made with, or delete ${records.place(id)} to have its ${requests.length} images asked for anew`;
    throw new TryError(`${settings.host} knows no batch ${batchId}; ${advice}.`, error);
  }
}

/**
 * Fetches the results of a batch that is over.
 * @returns by request; one without a result is not in it
 * @throws TryError; the signal's reason when aborted
 */
export async function fetchResults(
  { id, requests }: BatchRecord,
  { outputFileId, errorFileId }: BatchState,
  { server, records }: BatchRun,
): Promise<ReadonlyMap<BatchRequest, BatchResult>> {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const found = new Map<BatchRequest, BatchResult>();
  for (const [what, fileId] of [["output", outputFileId] as const, ["errors", errorFileId] as const]) {
    if (fileId === null) continue;
    const path = records.file(id, what);
    const isThere = await download(server, fileId, path, MORE_BYTES + RESULT_BYTES * requests.length);
    if (!isThere) continue;
    for await (const line of readLines(path, 10 * RESULT_BYTES)) {
      const result = readResult(line);
      const request = result && byId.get(result.id);
      if (request && !found.has(request)) found.set(request, result);
    }
  }
  return found;
}

/** @returns false when the file is gone: another kernel may have fetched it, or it was deleted; its images are asked for again if nobody has the answers */
async function download(server: BatchServer, fileId: string, path: string, mostBytes: number): Promise<boolean> {
  try {
    await server.download(fileId, path, mostBytes);
    return true;
  } catch (error) {
    if (error instanceof TryError && error.status === 404) return false;
    throw error;
  }
}

/** Forgets a batch whose results are in the cache, here and on the server. */
export async function forgetBatch(
  { id, inputFileId }: BatchRecord,
  { outputFileId, errorFileId }: BatchState,
  { server, records, signal }: BatchRun,
): Promise<void> {
  await records.remove(id);
  for (const fileId of [inputFileId, outputFileId, errorFileId]) {
    if (fileId === null) continue;
    await server.delete(fileId).catch((error: unknown) => {
      signal?.throwIfAborted();
      // not worth a failure: the service deletes files of batches itself, after 30 days
      if (!(error instanceof TryError)) throw error;
    });
  }
}
