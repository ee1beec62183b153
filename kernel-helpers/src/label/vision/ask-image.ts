import { readKey } from "../../remote/read-key.js";
import { retry } from "../../remote/retry.js";
import { scrubber } from "../../remote/scrub.js";
import { RefusedError, TryError } from "../../remote/try-error.js";
import type { ServerAttempt } from "../../types.js";
import type { AnswerCache, KeptAnswer } from "./answer-cache.js";
import { askOnce, type ChatServer, type Talk } from "./ask-once.js";
import { describeAnswer } from "./describe-answer.js";
import { appendJournal } from "./journal.js";
import type { VisionSettings } from "./vision-options.js";

/** An image that is not in the cache. */
export interface AskedImage {
  /** sha256 of the image file */
  readonly imageHash: string;
  /** what its answer is kept by */
  readonly key: string;
  /** a data URI */
  readonly image: string;
}

/** How the questions about an image ended. */
export type Ending =
  | { readonly answer: KeptAnswer }
  /** raw: the model's latest words, "" when it said nothing */
  | { readonly error: TryError; readonly reason: string; readonly raw: string };

/** Who follows the questions, and may stop them. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onAttempt?: (attempt: ServerAttempt) => void;
}

/**
 * Asks about one image until there is an answer, a refusal, or its budget is used up. An answer is in the cache before its request is told as made.
 * @throws Error without a key in it when an answer cannot be kept, or a request cannot be made at all; the signal's reason when aborted
 */
export async function askAboutImage(
  asked: AskedImage,
  server: ChatServer,
  cache: AnswerCache | null,
  { signal, onAttempt }: AskOptions,
): Promise<Ending> {
  const apiKey = findKey(server.settings);
  if (apiKey instanceof TryError) return { error: apiKey, reason: apiKey.message, raw: "" };
  const talk = startTalk(asked, apiKey, server);
  const { clean } = talk;
  const report = (attempt: ServerAttempt): void => {
    const cleaned = { ...attempt, reason: clean(attempt.reason) };
    writeDown(cleaned, asked, talk, server);
    onAttempt?.(cleaned);
  };
  // a refusal is an answer too: asking again would not help
  const ended: { refused: KeptAnswer | null } = { refused: null };
  const tryOnce = async (stop: AbortSignal): Promise<KeptAnswer> => {
    const found = await askOnce(talk, server, stop).catch((error: unknown) => {
      if (error instanceof RefusedError) return error;
      throw error;
    });
    const { imageHash, key } = asked;
    const { raw, servedModel, usage, requests, began } = talk;
    const facts = { key, imageHash, raw, servedModel, usage, requests, began, now: server.clock.now() };
    const answer = describeAnswer(found, facts, server.settings, clean);
    await cache?.put(answer);
    if (!(found instanceof RefusedError)) return answer;
    ended.refused = answer;
    throw found;
  };
  try {
    const { clock, shared, settings } = server;
    const { timeoutSeconds, budget, dollarsPerImage } = settings;
    const dollarsPerTry = dollarsPerImage ?? 0;
    const plan = { clock, signal, timeoutSeconds, budget, dollarsPerTry, shared, onAttempt: report };
    return { answer: (await retry(tryOnce, plan)).made };
  } catch (error) {
    signal?.throwIfAborted();
    if (ended.refused !== null) return { answer: ended.refused };
    const { message = String(error) } = Object(error) as { message?: string };
    if (error instanceof TryError) return { error, reason: clean(message), raw: talk.raw };
    // without the cause: that may hold a request, and so the key
    throw new Error(`${server.settings.name}: ${clean(message)}`);
  }
}

/** @returns an error that concerns all images when there is no key */
function findKey({ apiKeyVariable, name }: VisionSettings): string | null | TryError {
  if (apiKeyVariable === null) return null;
  try {
    return readKey(apiKeyVariable, name);
  } catch (error) {
    const missing = (error as Error).message.replace(`${name}: `, "");
    const offline = "Labelers that need none: imageStatistics(), zeroShotLabels(), captionLabels().";
    return new TryError(`${missing} ${offline}`, { isRetryable: false, isServerAway: true });
  }
}

function startTalk({ image }: AskedImage, apiKey: string | null, { clock }: ChatServer): Talk {
  const nothing = { bad: null, raw: "", servedModel: null, lastUsage: null, usage: null };
  return { image, apiKey, clean: scrubber(apiKey), began: clock.now(), requests: 0, ...nothing };
}

function writeDown(
  attempt: ServerAttempt,
  { imageHash, key }: AskedImage,
  { requests: request, lastUsage: usage }: Talk,
  { settings, clock }: ChatServer,
): void {
  const { host: server, model, cacheFolder } = settings;
  if (cacheFolder === null) return;
  const at = new Date(clock.now()).toISOString();
  appendJournal(cacheFolder, { at, server, model, imageHash, key, request, ...attempt, usage });
}
