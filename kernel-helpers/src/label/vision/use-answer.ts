import { TryError } from "../../remote/try-error.js";
import type { BadAnswer } from "./chat-fields.js";
import { type ParsedAnswer, parseAnswer } from "./parse-answer.js";
import { type ChatAnswer, cutOff } from "./read-chat.js";

/** A first answer without caption and labels: the model may be asked to repair it. */
export class UnusableError extends TryError {
  constructor(
    message: string,
    readonly bad: BadAnswer,
  ) {
    super(message, { isRetryable: true, mayCost: true, atOnce: true });
  }
}

/**
 * The caption and labels in a model's words.
 * @param bad the answer that this one was to repair; null for a first answer
 * @param clean takes out what may not be kept
 * @throws UnusableError for a first answer that holds none; TryError for a second one, or one that was cut off
 */
export function useAnswer(
  { text, raw, isCutOff }: ChatAnswer,
  bad: BadAnswer | null,
  host: string,
  clean: (text: string) => string,
): ParsedAnswer {
  const parsed = parseAnswer(text, clean);
  if (!("reason" in parsed)) return parsed;
  if (isCutOff) throw cutOff(host);
  const start = text
    .slice(0, 120)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  const what = `no caption and labels: ${parsed.reason}. It begins: "${start}"`;
  if (bad !== null) {
    throw new TryError(`${host} answered twice with what is ${what}`, { isRetryable: false, mayCost: true });
  }
  const { reason } = parsed;
  throw new UnusableError(`${host} answered with what is ${what}. It is told so, and asked again.`, {
    text: raw,
    reason,
  });
}
