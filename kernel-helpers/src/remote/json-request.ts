import { judgeStatus, parseAnswer } from "./judge-answer.js";
import { send } from "./send.js";

/**
 * Asks a server of JSON.
 * @param body sent as JSON, or as it is when it is a form; left out: a GET
 * @param now milliseconds since 1970
 * @returns the answer's JSON, unchecked; null for an empty body
 * @throws RefusedError, TryError
 */
export async function requestJson(
  url: string,
  body: object | undefined,
  signal: AbortSignal,
  now: () => number,
): Promise<unknown> {
  const answer = await send(url, body === undefined ? {} : post(body), signal);
  judgeStatus(answer, now());
  return answer.body.length === 0 ? null : parseAnswer(answer);
}

function post(body: object): RequestInit {
  if (body instanceof FormData) return { method: "POST", body };
  return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}
