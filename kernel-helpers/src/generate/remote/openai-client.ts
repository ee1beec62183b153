import OpenAI from "openai";
import { judgeStatus, parseAnswer } from "./judge-answer.js";
import { type Answer, send } from "./send.js";

/** The one place that imports the openai package. */

/** The longest that a timer can wait: the retry has a time limit of its own. */
const NEVER_MS = 2 ** 31 - 1;

/** One request for one image. */
export interface ImagesRequest {
  readonly baseURL: string;
  /** null: no Authorization header */
  readonly key: string | null;
  /** model, prompt and what the profile adds; fields the package does not know go out as they are */
  readonly fields: Readonly<Record<string, unknown>>;
  /** a PNG for images/edits; null for images/generations */
  readonly source: Uint8Array | null;
  readonly signal: AbortSignal;
  /** milliseconds since 1970 */
  now(): number;
}

/**
 * Asks for one image, once.
 * @returns the JSON of the answer, unchecked, and the answer itself
 * @throws RefusedError, TryError
 */
export async function requestImage(
  request: ImagesRequest,
): Promise<{ readonly json: unknown; readonly answer: Answer }> {
  const { fields, source, signal, now } = request;
  let answer: Answer | undefined;
  let failure: unknown;
  // the package builds the request; what goes out, what comes back and what counts as an error is ours
  const ourFetch = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    try {
      answer = await send(String(url), init, signal);
      judgeStatus(answer, now());
      return Response.json(parseAnswer(answer));
    } catch (error) {
      failure = error; // the package wraps what fetch throws, and loses some of it
      throw error;
    }
  };
  const { images } = client(request, ourFetch);
  const body = fields as unknown as OpenAI.Images.ImageGenerateParamsNonStreaming;
  const options = request.key === null ? { headers: { Authorization: null } } : {};
  try {
    const json: unknown = source
      ? await images.edit(
          {
            ...body,
            image: new File([new Uint8Array(source)], "source.png", { type: "image/png" }),
          } as OpenAI.Images.ImageEditParamsNonStreaming,
          options,
        )
      : await images.generate(body, options);
    return { json, answer: answer! };
  } catch (error) {
    throw failure ?? error;
  }
}

/** Made for one request and forgotten, so that nothing holds the key. */
function client({ baseURL, key }: ImagesRequest, ourFetch: typeof fetch): OpenAI {
  return new OpenAI({
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
