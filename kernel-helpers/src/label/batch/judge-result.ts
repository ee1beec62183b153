import { judgeStatus } from "../../remote/judge-answer.js";
import { RefusedError, TryError } from "../../remote/try-error.js";
import type { KeptAnswer } from "../vision/answer-cache.js";
import type { BadAnswer } from "../vision/chat-fields.js";
import { describeAnswer } from "../vision/describe-answer.js";
import type { ParsedAnswer } from "../vision/parse-answer.js";
import { addUsage, readChat, readUsage, type TokenUsage } from "../vision/read-chat.js";
import { UnusableError, useAnswer } from "../vision/use-answer.js";
import type { BatchSettings } from "./batch-options.js";
import type { BatchRequest } from "./batch-records.js";
import type { BatchState } from "./batch-state.js";
import type { BatchResult } from "./read-result.js";

/** What came of one request, and what follows. */
export type Outcome = (
  | { readonly kind: "answer"; readonly answer: KeptAnswer }
  /** bad: the answer to be repaired; null to ask the same again */
  | { readonly kind: "again"; readonly reason: string; readonly bad: BadAnswer | null }
  | { readonly kind: "failed"; readonly reason: string }
) & {
  /** the model's words, without the key; "" when it said nothing */
  readonly raw: string;
  /** of this request; null where the server does not count */
  readonly usage: TokenUsage | null;
  readonly isBilled: boolean;
};

/** What the judgement of all results of a batch shares. */
export interface Judging {
  readonly settings: BatchSettings;
  readonly state: BatchState;
  readonly clean: (text: string) => string;
  /** milliseconds since 1970 */
  readonly now: number;
}

/** Reads what came of a request. @param result null when the files of results do not name it */
export function judgeResult(request: BatchRequest, result: BatchResult | null, judging: Judging): Outcome {
  const { settings, clean } = judging;
  const usage = readUsage(result?.response?.body);
  const reading = { raw: "", servedModel: null as string | null };
  const { key, imageHash, began, request: requests } = request;
  const keep = (found: ParsedAnswer | RefusedError): KeptAnswer => {
    const facts = {
      key,
      imageHash,
      ...reading,
      usage: addUsage(request.usage, usage),
      requests,
      began,
      now: judging.now,
    };
    return describeAnswer(found, facts, settings, clean);
  };
  try {
    const found = readFound(request, result, judging, reading);
    return { kind: "answer", answer: keep(found), raw: reading.raw, usage, isBilled: true };
  } catch (error) {
    const { raw } = reading;
    if (error instanceof RefusedError) {
      return { kind: "answer", answer: keep(error), raw, usage, isBilled: error.mayCost };
    }
    if (!(error instanceof TryError)) throw error;
    const told = { raw, usage, isBilled: error.mayCost };
    const reason = clean(error.message);
    const tries = settings.budget.attempts;
    if (!error.isRetryable) return { kind: "failed", reason, ...told };
    if (requests >= tries) {
      return { kind: "failed", reason: `${reason} No further try: the image's ${tries} tries are used up.`, ...told };
    }
    const bad = error instanceof UnusableError ? error.bad : null;
    return { kind: "again", reason, bad, ...told };
  }
}

function readFound(
  request: BatchRequest,
  result: BatchResult | null,
  { settings, state, clean, now }: Judging,
  reading: { raw: string; servedModel: string | null },
): ParsedAnswer {
  const { host } = settings;
  if (result?.response == null) throw unanswered(result, state, host);
  const { status, body } = result.response;
  const bytes = new TextEncoder().encode(JSON.stringify(body ?? null));
  judgeStatus({ status, host, header: () => null, body: bytes }, now);
  const said = readChat(body, host, clean);
  reading.raw = said.raw;
  reading.servedModel = said.servedModel;
  return useAnswer(said, request.bad, host, clean);
}

function unanswered(result: BatchResult | null, { id, end, errors, isCrowdedOut }: BatchState, host: string): TryError {
  const said = result?.message ? `: ${result.message}` : ".";
  if (end === "failed") {
    const advice = isCrowdedOut ? " Call label() again later, or give a smaller imagesPerBatch." : "";
    const said = (errors || "it gives no reason").replace(/\.$/, "");
    return new TryError(`${host} turned batch ${id} down: ${said}.${advice}`, { isRetryable: false });
  }
  if (end === "cancelled" || result?.code === "batch_cancelled") {
    return new TryError(`batch ${id} was cancelled before this image's turn; call label() again to ask anew.`, {
      isRetryable: false,
    });
  }
  if (end === "expired" || result?.code === "batch_expired") {
    return new TryError(`batch ${id} expired before this image's turn${said}`, { isRetryable: true });
  }
  const what = result === null ? "no result for this image" : "an error for this image";
  return new TryError(`batch ${id} of ${host} ended with ${what}${said}`, { isRetryable: true, mayCost: true });
}
