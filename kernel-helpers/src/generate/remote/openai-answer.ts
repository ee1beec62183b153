import { judgeStatus, throwNoImage } from "../../remote/judge-answer.js";
import { send } from "../../remote/send.js";
import { badAnswer, TryError } from "../../remote/try-error.js";
import { decodeBase64 } from "./decode-answer.js";

/** Where an answer came from, and how to ask there again. */
export interface Asked {
  readonly baseURL: string;
  /** null when none is sent */
  readonly key: string | null;
  readonly signal: AbortSignal;
  /** milliseconds since 1970 */
  now(): number;
}

/**
 * The image in an answer of OpenAI's image API: base64, or an address on the same server.
 * @returns an image file, unchecked
 * @throws RefusedError, TryError; an address on any other server is not fetched
 */
export async function findImage(json: unknown, { baseURL, key, signal, now }: Asked): Promise<Uint8Array> {
  const { host, origin } = new URL(baseURL);
  const { b64_json: base64, url } = firstImage(json);
  if (typeof base64 === "string" && base64 !== "") return decodeBase64(base64, host);
  if (typeof url !== "string" || url === "") return throwNoImage(json, host);
  if (url.startsWith("data:")) return decodeBase64(url, host);
  if (!URL.canParse(url, baseURL)) throw badAnswer(`${host} sent an address that cannot be read instead of an image.`);
  const place = new URL(url, baseURL);
  if (place.origin !== origin) {
    throw new TryError(
      `${host} sent no image, but its address at ${place.host}, which is not fetched; ask for the image itself with extra: { response_format: "b64_json" }.`,
      { isRetryable: false, mayCost: true },
    );
  }
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  const answer = await send(place.href, { headers }, signal);
  judgeStatus(answer, now());
  return answer.body;
}

/** What an answer tells of how the image was made, for its history. */
export function describeAnswer(json: unknown, prompt: string): Readonly<Record<string, string>> {
  const { usage } = Object(json) as { usage?: unknown };
  const { revised_prompt: revised } = firstImage(json);
  return {
    ...(usage === undefined || usage === null ? {} : { usage: JSON.stringify(usage).slice(0, 500) }),
    ...(typeof revised === "string" && revised !== "" && revised !== prompt
      ? { revisedPrompt: revised.slice(0, 500) }
      : {}),
  };
}

/** @returns what stands first in data; {} when nothing does */
function firstImage(json: unknown): Record<string, unknown> {
  const { data } = Object(json) as { data?: unknown };
  return Array.isArray(data) ? (Object(data[0]) as Record<string, unknown>) : {};
}
