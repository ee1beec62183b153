import { type AnswerWords, readAnswerWords } from "./answer-words.js";
import { readRetryAfter } from "./retry-after.js";
import type { Answer } from "./send.js";
import { badAnswer, RefusedError, TryError } from "./try-error.js";

const PASSING = new Set([408, 409, 425, 429]);
/** Other errors may speak of moderation too: a server whose safety checker crashed answers 500. */
const MAY_REFUSE = new Set([400, 403, 422, 451]);
const REFUSALS =
  /^(moderation_blocked|content_policy_violation|content_filter|contentfilter|responsibleaipolicyviolation)$/;
const REFUSING_WORDS =
  /content[ _-]?policy|content[ _-]?filter|moderation|safety (system|filter|checker)|not allowed by our/i;
/** An account without money answers 429 for ever. */
const NO_MONEY = /^(insufficient_quota|billing_hard_limit_reached|billing_not_active)$/;

/** Key, account or address are wrong. */
const AWAY = new Set([401, 402, 404]);

const ADVICE: Readonly<Record<number, string>> = {
  401: "check the key",
  402: "check the account",
  403: "check what the key may do",
  404: "check the address and the model's name",
  413: "send a smaller image",
};

/**
 * Lets good answers pass.
 * @param now milliseconds since 1970
 * @throws RefusedError for a refusal; TryError for any other answer that is no success, redirects included
 */
export function judgeStatus(answer: Answer, now: number): void {
  const { status, host } = answer;
  if (status >= 200 && status < 300) return;
  if (status >= 300 && status < 400) throw redirected(answer);
  const said = readAnswerWords(answer.body);
  if (MAY_REFUSE.has(status) && isRefusal(said)) throw refused(host, said);
  const hasNoMoney = said.codes.some((code) => NO_MONEY.test(code));
  const isRetryable = (PASSING.has(status) || status >= 500) && !hasNoMoney;
  const advice = ADVICE[status] ? ` (${ADVICE[status]})` : "";
  throw new TryError(`${host} answered ${status}${advice}${said.text ? `: ${ended(said.text)}` : "."}`, {
    isRetryable,
    retryAfterSeconds: readRetryAfter(answer.header, now),
    isServerAway: hasNoMoney || AWAY.has(status),
    status,
  });
}

/**
 * The JSON of a good answer.
 * @throws TryError when it is none
 */
export function parseAnswer({ body, host }: Answer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    const said = readAnswerWords(body).text.slice(0, 120);
    throw badAnswer(`${host} answered with what is no JSON: ${said === "" ? "nothing at all." : ended(said)}`);
  }
}

/**
 * The end of a try whose good answer holds no image.
 * @throws RefusedError when the answer says that the image was refused; TryError otherwise
 */
export function throwNoImage(answer: unknown, host: string): never {
  const said = readAnswerWords(new TextEncoder().encode(JSON.stringify(answer ?? null)));
  const refusal = findRefusal(answer);
  if (refusal !== null) throw new RefusedError(`${host} refuses this image: ${refusal}`);
  if (isRefusal(said)) throw refused(host, said);
  throw badAnswer(`${host} answered without an image${said.text ? `: ${ended(said.text)}` : "."}`);
}

function isRefusal({ text, codes }: AnswerWords): boolean {
  return codes.some((code) => REFUSALS.test(code)) || REFUSING_WORDS.test(text);
}

function refused(host: string, { text, codes }: AnswerWords): RefusedError {
  return new RefusedError(`${host} refuses this image: ${text || codes.join(", ")}`);
}

/** The fields in which chat-like gateways say no. */
function findRefusal(answer: unknown): string | null {
  const { refusal, finish_reason: reason, data } = Object(answer) as Record<string, unknown>;
  if (typeof refusal === "string" && refusal !== "") return refusal.slice(0, 300);
  if (reason === "content_filter") return "content_filter";
  return Array.isArray(data) && data.length > 0 ? findRefusal(data[0]) : null;
}

function redirected({ status, host, header }: Answer): TryError {
  const target = URL.canParse(header("location") ?? "") ? new URL(header("location")!).host : host;
  const where = target === host ? "to another page of its own" : `to ${target}`;
  return new TryError(
    `${host} answered ${status}, a redirect ${where}; it is not followed, nothing was sent there. Give the final address yourself if you trust it.`,
    { isRetryable: false, isServerAway: true, status },
  );
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
