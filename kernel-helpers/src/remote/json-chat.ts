import { z } from "zod";
import type { CallOptions, ServerAttempt } from "../types.js";
import { countSpending } from "./budget.js";
import { type Clock, systemClock } from "./clock.js";
import { findJson } from "./find-json.js";
import { isAboutForm } from "./is-about-form.js";
import { requestChat } from "./openai-client.js";
import { readKey } from "./read-key.js";
import { checkAddress, checkNumber } from "./remote-options.js";
import { retry } from "./retry.js";
import { scrubber } from "./scrub.js";
import { badAnswer, RefusedError, TryError } from "./try-error.js";

const OPENAI = "https://api.openai.com/v1";

/** Which language model is asked, and how long. */
export interface JsonChatOptions {
  /** as the server names it, e.g. "gpt-4.1-mini", "qwen2.5:7b" */
  readonly model: string;
  /** default "https://api.openai.com/v1"; e.g. "http://127.0.0.1:11434/v1" for Ollama */
  readonly baseURL?: string;
  /** environment variable with the key; default "OPENAI_API_KEY" at api.openai.com, null (no key is sent) elsewhere */
  readonly apiKeyVariable?: string | null;
  /** longest time for one try, seconds; default 120 */
  readonly timeoutSeconds?: number;
  /** price of one request, for plans and budgets; default: unknown */
  readonly dollarsPerCall?: number;
  /** for one question; default 4 tries and 600 seconds */
  readonly budget?: { readonly attempts?: number; readonly seconds?: number };
  /** Called after each try. */
  readonly onAttempt?: (attempt: ServerAttempt) => void;
}

/** What is asked of every model in the same way. */
export interface JsonQuestion {
  /** who asks, for messages: "languageModelNamer" */
  readonly who: string;
  /** what is asked for, for messages: "the names" */
  readonly what: string;
  /** name and JSON schema of the answer, for servers that can be held to one */
  readonly schemaName: string;
  readonly schema: object;
}

/** How one question is asked. */
export interface AskOptions extends CallOptions {
  /** Called before each request; what it throws ends the question. */
  readonly beforeCall?: () => void;
}

/**
 * Asks one question.
 * @param read checks the JSON of an answer, whatever the server promised; it throws a TryError when it is not as asked for
 * @throws Error in words a person can act on; the signal's reason
 */
export type AskJson = <Answer>(
  text: string,
  read: (json: unknown, host: string) => Answer,
  call?: AskOptions,
) => Promise<Answer>;

/**
 * Asks a language model on any OpenAI-compatible chat server for JSON: as structured output where the server has it, checked here, tried again within the budget.
 * The key is read from the environment for each question, and kept nowhere.
 * @param clock time and chance for the waits between tries
 * @throws Error, RangeError for an option that cannot be meant
 */
export function jsonChat(options: JsonChatOptions, question: JsonQuestion, clock: Clock = systemClock): AskJson {
  const who = `${question.who}(${options.model})`;
  const { timeoutSeconds = 120, budget = {}, onAttempt } = options;
  if (typeof options.model !== "string" || options.model.trim() === "") {
    throw new Error(`${question.who}: no model; name the one to use, e.g. { model: "gpt-4.1-mini" }.`);
  }
  checkNumber(who, "timeoutSeconds", timeoutSeconds, 0.001, 86_400);
  checkNumber(who, "budget.attempts", budget.attempts, 1, 100, true);
  checkNumber(who, "budget.seconds", budget.seconds, 0.001, 86_400);
  checkNumber(who, "dollarsPerCall", options.dollarsPerCall, 0, 1000);
  const baseURL = checkAddress(who, "baseURL", options.baseURL ?? OPENAI);
  const usualVariable = new URL(baseURL).hostname === "api.openai.com" ? "OPENAI_API_KEY" : null;
  const variable = options.apiKeyVariable === undefined ? usualVariable : options.apiKeyVariable;
  const limits = { attempts: budget.attempts ?? 4, seconds: budget.seconds ?? 600 };
  const format = {
    response_format: {
      type: "json_schema",
      json_schema: { name: question.schemaName, strict: true, schema: question.schema },
    },
  };
  let isStructured = true;
  return async (text, read, { signal, beforeCall = () => undefined } = {}) => {
    const key = variable === null ? null : readKey(variable, who);
    const clean = scrubber(key);
    const ask = async (stop: AbortSignal): Promise<ReturnType<typeof read>> => {
      const access = { baseURL, key, signal: stop, now: clock.now };
      const fields = { model: options.model, messages: [{ role: "user", content: text }] };
      const request = (more: object): ReturnType<typeof requestChat> => {
        beforeCall();
        return requestChat(access, { ...fields, ...more });
      };
      const { json, answer } = await request(isStructured ? format : {}).catch((error: unknown) => {
        if (!isStructured || !isRefusedForm(error)) throw error;
        isStructured = false; // this server does not know it: remembered, and asked in words alone
        return request({});
      });
      return read(jsonIn(json, answer.host, question.what), answer.host);
    };
    const shared = { spending: countSpending(question.who, {}, 0), quietUntil: 0 };
    const reportClean = (attempt: ServerAttempt): void => onAttempt?.({ ...attempt, reason: clean(attempt.reason) });
    const plan = { clock, signal, timeoutSeconds, budget: limits, dollarsPerTry: 0, shared, what: question.what };
    try {
      const { made } = await retry(ask, { ...plan, onAttempt: reportClean });
      return cleanTexts(made, clean);
    } catch (error) {
      signal?.throwIfAborted();
      const { message = String(error) } = Object(error) as { message?: string };
      throw new Error(`${who}: ${clean(message)}`); // without a cause: causes hold requests, and those hold the key
    }
  };
}

/** What a chat server answers, as far as words go. */
const chatSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }) })),
});

/** The JSON in a chat answer. @throws RefusedError when the model refuses; TryError when there is none */
function jsonIn(json: unknown, host: string, what: string): unknown {
  const chat = chatSchema.safeParse(json);
  const message = chat.success ? chat.data.choices[0]?.message : undefined;
  if (message?.refusal) throw new RefusedError(`${host} refuses: ${message.refusal.slice(0, 300)}`);
  const found = findJson(message?.content ?? "");
  if (found === undefined) throw badAnswer(`${host} answered without ${what} in the form that was asked for.`);
  return found;
}

/** Takes the key out of every text of an answer: a server may echo it. */
function cleanTexts<Value>(value: Value, clean: (text: string) => string): Value {
  if (typeof value === "string") return clean(value) as Value;
  if (Array.isArray(value)) return value.map((each) => cleanTexts(each, clean)) as Value;
  return value;
}

function isRefusedForm(error: unknown): boolean {
  return error instanceof TryError && !error.isRetryable && isAboutForm(error.message);
}
