import type { OpenAI } from "openai";
import { judgeStatus, parseAnswer } from "./judge-answer.js";
import type { Sink } from "./save-body.js";
import { type Answer, send } from "./send.js";

/** The one place that imports the openai package, when it is first needed. */

/** The longest that a timer can wait: the retry has a time limit of its own. */
const NEVER_MS = 2 ** 31 - 1;

/** What every request needs. */
export interface OpenaiAccess {
  readonly baseURL: string;
  /** null: no Authorization header */
  readonly key: string | null;
  readonly signal: AbortSignal;
  /** milliseconds since 1970 */
  now(): number;
}

/** An answer's JSON, unchecked, and the answer itself. */
export interface OpenaiAnswer {
  readonly json: unknown;
  readonly answer: Answer;
}

/** One request for one image. */
export interface ImagesRequest extends OpenaiAccess {
  /** model, prompt and what the profile adds; fields the package does not know go out as they are */
  readonly fields: Readonly<Record<string, unknown>>;
  /** a PNG for images/edits; null for images/generations */
  readonly source: Uint8Array | null;
}

/**
 * Asks for one image, once.
 * @throws RefusedError, TryError
 */
export async function requestImage({ fields, source, ...access }: ImagesRequest): Promise<OpenaiAnswer> {
  const body = fields as unknown as OpenAI.Images.ImageGenerateParamsNonStreaming;
  return askOpenai(access, ({ images }, options) => {
    if (!source) return images.generate(body, options);
    const image = new File([new Uint8Array(source)], "source.png", { type: "image/png" });
    return images.edit({ ...body, image } as OpenAI.Images.ImageEditParamsNonStreaming, options);
  });
}

/**
 * Asks a chat model, once.
 * @param fields model, messages, response_format, ...; fields the package does not know go out as they are
 * @throws RefusedError, TryError
 */
export async function requestChat(
  access: OpenaiAccess,
  fields: Readonly<Record<string, unknown>>,
): Promise<OpenaiAnswer> {
  const body = fields as unknown as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming;
  return askOpenai(access, ({ chat }, options) => chat.completions.create(body, options));
}

/**
 * Calls the package once, with a transport of ours: what goes out, what comes back and what counts as an error is ours.
 * @param sink takes the body of a good answer, where that is a file and no JSON
 * @throws RefusedError, TryError
 */
export async function askOpenai(
  access: OpenaiAccess,
  call: (client: OpenAI, options: OpenAI.RequestOptions) => Promise<unknown>,
  sink?: Sink,
): Promise<OpenaiAnswer> {
  const { key, signal, now } = access;
  let answer: Answer | undefined;
  let failure: unknown;
  const ourFetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    try {
      answer = await send(String(url), init, signal, sink);
      judgeStatus(answer, now());
      return sink ? new Response() : Response.json(parseAnswer(answer));
    } catch (error) {
      failure = error; // the package wraps what fetch throws, and loses some of it
      throw error;
    }
  };
  try {
    const client = openClient(access, ourFetch);
    const json = await call(client, key === null ? { headers: { Authorization: null } } : {});
    return { json, answer: answer! };
  } catch (error) {
    throw failure ?? error;
  }
}

/** Made for one request and forgotten, so that nothing holds the key. */
function openClient({ baseURL, key }: OpenaiAccess, ourFetch: typeof fetch): OpenAI {
  // here, not above: a tenth of a second that only those pay who ask
  const { OpenAI: Client } = require("openai") as typeof import("openai");
  return new Client({
    baseURL,
    apiKey: key ?? "none",
    // one's account at OpenAI is no other server's business
    ...(new URL(baseURL).hostname === "api.openai.com" ? {} : { organization: null, project: null }),
    maxRetries: 0,
    timeout: NEVER_MS,
    logLevel: "off",
    fetch: ourFetch,
  });
}
