import { words } from "../../remote/answer-words.js";
import { badAnswer, RefusedError, TryError } from "../../remote/try-error.js";

/** Longer words of a model are cut where they are kept, characters. */
const LONGEST_RAW = 20_000;

/** Tokens as the server counted them. */
export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** What a chat server said. */
export interface ChatAnswer {
  /** not empty */
  readonly text: string;
  /** as much of it as is kept */
  readonly raw: string;
  /** as the server names it */
  readonly servedModel: string | null;
  /** the server stopped it at its longest length */
  readonly isCutOff: boolean;
}

/** @returns null where the server does not count */
export function readUsage(json: unknown): TokenUsage | null {
  const { usage } = Object(json) as { usage?: unknown };
  const { prompt_tokens: prompt, completion_tokens: completion } = Object(usage) as Record<string, unknown>;
  if (!isCount(prompt) && !isCount(completion)) return null;
  return { promptTokens: isCount(prompt) ? prompt : 0, completionTokens: isCount(completion) ? completion : 0 };
}

/**
 * The words in an answer of chat/completions.
 * @param clean takes out what may not be kept: before anything is cut, since half a key would be found no more
 * @throws RefusedError when the server or the model refuses; TryError when there are no words
 */
export function readChat(json: unknown, host: string, clean: (text: string) => string): ChatAnswer {
  const { choices, model } = Object(json) as { choices?: unknown; model?: unknown };
  const choice = (Array.isArray(choices) ? Object(choices[0]) : {}) as { message?: unknown; finish_reason?: unknown };
  const { content, refusal } = Object(choice.message) as { content?: unknown; refusal?: unknown };
  const reason = choice.finish_reason;
  if (typeof refusal === "string" && refusal.trim() !== "") throw refused(host, clean(refusal));
  if (reason === "content_filter") throw refused(host, "its content filter stopped the answer");
  const text = clean(textOf(content));
  if (text.trim() === "" && reason === "length") throw cutOff(host);
  if (text.trim() === "") {
    const said = clean(words(json)).replace(/\s+/g, " ").slice(0, 300);
    throw badAnswer(`${host} answered without words${said ? `: ${said}` : "."}`);
  }
  const servedModel = typeof model === "string" ? clean(model).slice(0, 200) : null;
  return { text, raw: text.slice(0, LONGEST_RAW), servedModel, isCutOff: reason === "length" };
}

/** Tokens of two requests together; null where neither was counted. */
export function addUsage(a: TokenUsage | null, b: TokenUsage | null): TokenUsage | null {
  if (a === null || b === null) return a ?? b;
  return {
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
  };
}

/** The end of an image whose answer did not fit: the same question would be cut off again. */
export function cutOff(host: string): TryError {
  return new TryError(
    `${host} cut the answer off at its longest length, before the JSON was whole; give the labeler more maxTokens, or a model that thinks less.`,
    { isRetryable: false, mayCost: true },
  );
}

function refused(host: string, said: string): RefusedError {
  return new RefusedError(`${host} refuses this image: ${said.replace(/\s+/g, " ").trim().slice(0, 300)}`, true);
}

/** Words stand there as they are, or in parts. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part) => (Object(part) as { text?: unknown }).text)
    .filter((text) => typeof text === "string")
    .join("");
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
