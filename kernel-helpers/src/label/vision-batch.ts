import { type Clock, systemClock } from "../remote/clock.js";
import { readKey } from "../remote/read-key.js";
import { scrubber } from "../remote/scrub.js";
import type { CallOptions, Expected, ImageRef, Labeler, LabelledImage, LabelOptions } from "../types.js";
import { type BatchSettings, checkBatchOptions, type VisionBatchOptions } from "./batch/batch-options.js";
import { type BatchRecord, openRecords } from "./batch/batch-records.js";
import { type BatchServer, openBatchServer } from "./batch/batch-server.js";
import { createBoard } from "./batch/image-board.js";
import { findLeft, type LabelRun, labelWaiting, lookUp, tellProgress } from "./batch/label-by-batches.js";
import { answerKey, openCache } from "./vision/answer-cache.js";
import type { ChatServer } from "./vision/ask-once.js";
import { firstManner } from "./vision/chat-fields.js";
import { findUnanswered } from "./vision/label-images.js";
import { createTally, type LabelSpending, type Tally } from "./vision/tally.js";
import type { LabelEstimate } from "./vision-language.js";

export type { VisionBatchOptions } from "./batch/batch-options.js";

/** A batch that an earlier call of label() left on the server. */
export interface RunningBatch {
  /** as the server names it; null when it did not get there */
  readonly id: string | null;
  readonly images: number;
  /** ISO 8601, when its requests were written */
  readonly at: string;
}

/** A labeler that asks in batches, and counts what that takes. */
export interface VisionBatchLabeler extends Labeler {
  /** Looks at the files and the cache; asks nobody. Images of batches under way are counted as not asked for. */
  estimate(images: readonly ImageRef[], options?: CallOptions): Promise<LabelEstimate>;
  /** since the labeler was made */
  spent(): LabelSpending;
  /** Batches of this question that label() would pick up. Looks at the disk; asks nobody. */
  running(): Promise<readonly RunningBatch[]>;
  /** Stops them on the server: label() then fetches what was answered until then. @returns how many were told */
  cancel(options?: CallOptions): Promise<number>;
}

/** What all calls of a labeler share. */
interface Shared {
  readonly settings: BatchSettings;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly chat: ChatServer;
  readonly questionKey: string;
}

/**
 * A labeler for large sets: visionLanguage's question, asked through OpenAI's Batch API at half the price, within 24 hours. Answers land in the same cache.
 * A batch is written down before it is waited for: after a kill, label() with the same options picks it up and uploads nothing twice.
 * The first image is asked directly, so that a wrong key or model shows before anything is uploaded.
 * @param clock time and chance for the waits
 * @throws Error or RangeError, before anything is asked, for an option that cannot be meant
 */
export function visionBatch(options: VisionBatchOptions, clock: Clock = systemClock): VisionBatchLabeler {
  const { batch: settings, direct } = checkBatchOptions(options);
  const { name } = settings;
  const tally = createTally(settings);
  const directTally = createTally(direct);
  const shared = { spending: directTally.spending, quietUntil: 0 };
  const chat: ChatServer = { settings: direct, clock, tally: directTally, shared, manner: firstManner(direct) };
  const all: Shared = { settings, clock, tally, chat, questionKey: answerKey(settings, "") };
  const dollars = (): Expected => {
    const { dollars: each } = tally.expected();
    return each === undefined ? {} : { dollars: each };
  };
  return {
    name,
    get expected() {
      return dollars();
    },
    label: (images, callOptions = {}) => label(images, callOptions, all),
    async estimate(images: readonly ImageRef[], callOptions: CallOptions = {}): Promise<LabelEstimate> {
      const cache = await openCache(settings.cacheFolder);
      const { cached, requests } = await findUnanswered(images, chat, cache, callOptions);
      const { dollars: each } = dollars();
      const price = each === undefined ? null : Number((each * requests).toFixed(6));
      return { images: images.length, cached, requests, seconds: null, dollars: price };
    },
    spent: () => add(tally.spent(), directTally.spent()),
    async running(): Promise<readonly RunningBatch[]> {
      const left = await findLeft(await openRecords(settings.cacheFolder), all.questionKey);
      return left.map(({ batchId, requests, at }) => ({ id: batchId, images: requests.length, at }));
    },
    cancel: (callOptions = {}) => cancel(callOptions, all),
  };
}

async function label(
  images: readonly ImageRef[],
  options: LabelOptions,
  shared: Shared,
): Promise<readonly LabelledImage[]> {
  const { settings, clock, tally, chat, questionKey } = shared;
  options.signal?.throwIfAborted();
  const stopping = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stopping.signal]) : stopping.signal;
  const cache = await openCache(settings.cacheFolder);
  const records = await openRecords(settings.cacheFolder);
  const board = createBoard(images.length, options);
  await lookUp(images, { settings, cache, board, signal });
  const left = await findLeft(records, questionKey);
  if (left.length > 0 || board.waiting().length > 0) {
    const access = openAccess(shared, signal);
    const done = new Map<string, number>();
    const run: LabelRun = {
      ...{ settings, clock, tally, chat, cache, records, board, signal, done, isTried: false, ...access },
      stop: (reason) => stopping.abort(reason),
      underWay: () => done.size,
      onLook(record, state) {
        done.set(record.id, state.done);
        tellProgress(run);
      },
    };
    await labelWaiting(left, questionKey, run).catch(async (error: unknown) => {
      const going = (await findLeft(records, questionKey)).filter(({ batchId }) => batchId !== null);
      throw asThrown(error, going, access.clean, shared, options.signal);
    });
  }
  board.progress(0);
  return board.all();
}

/** The key is read for each call, and kept nowhere. @throws Error when there is none */
function openAccess(
  { settings, clock }: Shared,
  signal: AbortSignal | undefined,
): { readonly server: BatchServer; readonly clean: (text: string) => string } {
  const { apiKeyVariable, name } = settings;
  const key = apiKeyVariable === null ? null : readKey(apiKeyVariable, name);
  const clean = scrubber(key);
  return { server: openBatchServer(settings, key, clean, clock, signal), clean };
}

/** What a call ends with: the error without a key or a cause, which may hold one, and what goes on without us. */
function asThrown(
  error: unknown,
  going: readonly BatchRecord[],
  clean: (text: string) => string,
  { settings }: Shared,
  signal: AbortSignal | undefined,
): unknown {
  const { host, name } = settings;
  if (signal?.aborted && going.length === 0) return signal.reason;
  const batches = going.map(({ batchId, requests }) => `${batchId} (${count(requests.length, "image")})`);
  const goOn =
    going.length === 0
      ? ""
      : ` ${count(going.length, "batch", "batches")} ${going.length === 1 ? "goes" : "go"} on at ${host} without this kernel: ${batches.join(", ")}. label() with the same options picks ${going.length === 1 ? "it" : "them"} up, cancel() stops ${going.length === 1 ? "it" : "them"}.`;
  const { message = String(error), name: kind = "Error" } = Object(signal?.aborted ? signal.reason : error) as Error;
  const said = clean(message);
  const told = `${/[.!?]$/.test(said) ? said : `${said}.`}${goOn}`;
  // a stop that was asked for keeps its name, by which it is known again
  return signal?.aborted ? new DOMException(told, kind) : new Error(`${name}: ${told}`);
}

async function cancel({ signal }: CallOptions, shared: Shared): Promise<number> {
  const records = await openRecords(shared.settings.cacheFolder);
  const ids = (await findLeft(records, shared.questionKey)).flatMap(({ batchId }) => batchId ?? []);
  if (ids.length === 0) return 0;
  const { server, clean } = openAccess(shared, signal);
  for (const id of ids) {
    await server.cancel(id).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new Error(`${shared.settings.name}: ${clean((error as Error).message)}`);
    });
  }
  return ids.length;
}

function add(a: LabelSpending, b: LabelSpending): LabelSpending {
  const { requests, images, promptTokens, completionTokens, seconds } = a;
  return {
    requests: requests + b.requests,
    images: images + b.images,
    promptTokens: promptTokens + b.promptTokens,
    completionTokens: completionTokens + b.completionTokens,
    seconds: seconds + b.seconds,
    dollars: a.dollars === null || b.dollars === null ? null : a.dollars + b.dollars,
  };
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
