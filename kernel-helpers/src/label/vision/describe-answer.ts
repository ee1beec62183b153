import { RefusedError } from "../../remote/try-error.js";
import type { KeptAnswer } from "./answer-cache.js";
import type { ParsedAnswer } from "./parse-answer.js";
import type { VisionSettings } from "./vision-options.js";

/** What is known of an answer beside what it says. */
export interface AnswerFacts
  extends Pick<KeptAnswer, "key" | "imageHash" | "raw" | "servedModel" | "usage" | "requests"> {
  /** milliseconds since 1970: of the first request, and now */
  readonly began: number;
  readonly now: number;
}

/** An answer as it is kept: a refusal is one too, since asking again would not help. @param clean takes out what may not be kept */
export function describeAnswer(
  found: ParsedAnswer | RefusedError,
  { began, now, ...facts }: AnswerFacts,
  { model, host: server }: Pick<VisionSettings, "model" | "host">,
  clean: (text: string) => string,
): KeptAnswer {
  const what: Pick<KeptAnswer, "outcome" | "caption" | "labels" | "reason"> =
    found instanceof RefusedError
      ? { outcome: "refused", caption: "", labels: [], reason: clean(found.message) }
      : { outcome: "labelled", caption: found.caption, labels: [...found.labels], reason: "" };
  return { ...facts, ...what, model, server, seconds: (now - began) / 1000, at: new Date(now).toISOString() };
}
