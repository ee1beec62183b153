import type { Clock } from "../../remote/clock.js";
import { requestChat } from "../../remote/openai-client.js";
import { TryError } from "../../remote/try-error.js";
import { type BadAnswer, chatFields, type Manner, stepDown } from "./chat-fields.js";
import type { ParsedAnswer } from "./parse-answer.js";
import { addUsage, readChat, readUsage, type TokenUsage } from "./read-chat.js";
import type { Tally } from "./tally.js";
import { UnusableError, useAnswer } from "./use-answer.js";
import type { VisionSettings } from "./vision-options.js";

/** What all images of a labeler share. */
export interface ChatServer {
  readonly settings: VisionSettings;
  readonly clock: Clock;
  readonly tally: Tally;
  /** when the quiet ends that the server has asked for: milliseconds since 1970 */
  readonly shared: { readonly spending: Tally["spending"]; quietUntil: number };
  /** how it takes questions, as learnt so far */
  manner: Manner;
}

/** One image's questions and answers so far. */
export interface Talk {
  /** a data URI */
  readonly image: string;
  /** null when none is sent */
  readonly apiKey: string | null;
  /** takes the key out of any text */
  readonly clean: (text: string) => string;
  /** milliseconds since 1970 */
  readonly began: number;
  requests: number;
  /** the answer that is to be repaired; null before there was one */
  bad: BadAnswer | null;
  /** the model's latest words; "" before any */
  raw: string;
  /** null where it is not told */
  servedModel: string | null;
  /** of the latest request, and of all; null where the server does not count */
  lastUsage: TokenUsage | null;
  usage: TokenUsage | null;
}

/**
 * One request: the question, or the repair of an answer that could not be used.
 * @throws RefusedError; TryError, after which the talk is ready for the next request
 */
export async function askOnce(talk: Talk, server: ChatServer, signal: AbortSignal): Promise<ParsedAnswer> {
  const { settings, tally } = server;
  talk.requests++;
  talk.lastUsage = null;
  const json = await request(talk, server, signal);
  talk.lastUsage = readUsage(json);
  talk.usage = addUsage(talk.usage, talk.lastUsage);
  tally.bill(talk.lastUsage);
  const said = readChat(json, settings.host, talk.clean);
  talk.raw = said.raw;
  talk.servedModel = said.servedModel;
  try {
    return useAnswer(said, talk.bad, settings.host, talk.clean);
  } catch (error) {
    if (error instanceof UnusableError) talk.bad = error.bad;
    throw error;
  }
}

/** A server that does not know a field is asked without it from then on. */
async function request(talk: Talk, server: ChatServer, signal: AbortSignal): Promise<unknown> {
  const { settings, clock, manner } = server;
  const access = { baseURL: settings.baseURL, key: talk.apiKey, signal, now: clock.now };
  try {
    const { json } = await requestChat(access, chatFields(settings, manner, talk.image, talk.bad));
    return json;
  } catch (error) {
    const isAboutFields = error instanceof TryError && (error.status === 400 || error.status === 422);
    const next = isAboutFields ? stepDown(manner, error.message) : null;
    if (next === null) throw error;
    if (server.manner === manner) server.manner = next; // else another image was told the same meanwhile
    throw new TryError(`${(error as Error).message} It is asked without that.`, { isRetryable: true, atOnce: true });
  }
}
