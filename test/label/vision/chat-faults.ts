import { type Answer, completion, type Understood } from "./chat-rules.js";

/** One request for an answer, as the server counted it. */
export interface Asked extends Understood {
  /** which request for this image, from 1 */
  readonly turn: number;
  /** which request of all, from 1 */
  readonly count: number;
  readonly via: "chat" | "batch";
  /** what a server without a fault would write */
  readonly written: string;
  /** the Authorization header as it came; "" without one */
  readonly authorization: string;
}

/** What goes wrong instead of the answer. "hang": never answered; "cut": half an answer, then the connection breaks. */
export type Fault = Answer | "hang" | "cut";

const error = (status: number, type: string, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers,
  body: { error: { message, type, param: null, code: type } },
});

/** 429, with Retry-After when seconds are given. */
export function busy(retryAfterSeconds?: number): Fault {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return error(429, "rate_limit_exceeded", "Rate limit reached for this model on requests per min (RPM).", headers);
}

/** 500 in OpenAI's words. */
export function broken(status = 500): Fault {
  return error(status, "server_error", "The server had an error while processing your request. Sorry about that!");
}

/** An answer that is no JSON, in good form. */
export function nonsense(asked: Asked): Fault {
  return { status: 200, body: completion(asked, { content: "☃ lorem { ipsum, [[ dolor" }) };
}

/** message.refusal, as structured output refuses. */
export function refusal(asked: Asked): Fault {
  return { status: 200, body: completion(asked, { refusal: "I'm sorry, I can't assist with that request." }) };
}

/** finish_reason content_filter without any text. */
export function filtered(asked: Asked): Fault {
  return { status: 200, body: completion(asked, { content: "" }, "content_filter") };
}

/** The first half of the answer, finish_reason length. */
export function truncated(asked: Asked): Fault {
  const half = asked.written.slice(0, Math.floor(asked.written.length / 2));
  return { status: 200, body: completion(asked, { content: half }, "length") };
}

/** choices: []. */
export function noChoices(asked: Asked): Fault {
  return { status: 200, body: { ...completion(asked, { content: "" }), choices: [] } };
}

/** The true answer inside a Markdown fence, with a word before it, as small local models write it. */
export function fenced(asked: Asked): Fault {
  const content = `Here is the JSON:\n\`\`\`json\n${JSON.stringify(asked.truth, null, 2)}\n\`\`\`\n`;
  return { status: 200, body: completion(asked, { content }) };
}

/** A proxy's page with status 200. */
export function page(status = 200): Fault {
  const body = "<!doctype html><html><head><title>Sign in</title></head><body>Please sign in</body></html>";
  return { status, headers: { "content-type": "text/html" }, body };
}

/** 401 that repeats the whole key, as careless gateways do. */
export function echoedKey(asked: Asked): Fault {
  const key = asked.authorization.replace(/^Bearer /, "");
  return error(401, "invalid_api_key", `Incorrect API key provided: ${key}. Ask your administrator about ${key}.`);
}
