import { type Clock, systemClock } from "../remote/clock.js";
import { requestJson } from "../remote/json-request.js";
import { throwNoImage } from "../remote/judge-answer.js";
import { checkAddress, checkRemoteOptions } from "../remote/remote-options.js";
import type { Generator } from "../types.js";
import { asParameters } from "./remote/as-parameters.js";
import { decodeBase64 } from "./remote/decode-answer.js";
import {
  checkDiffusionOptions,
  type DiffusionOptions,
  type DiffusionSettings,
  SIDE_STEP,
} from "./remote/diffusion-options.js";
import { remoteGenerator, type ServerImage, type ServerRequest } from "./remote/remote-generator.js";
import { readSourceScaled } from "./remote/source-image.js";

export interface SdapiOptions extends DiffusionOptions {
  /** e.g. "http://127.0.0.1:7860" */
  readonly url: string;
  /** the server's name of it, e.g. "DPM++ 2M"; default the server's own choice */
  readonly sampler?: string;
  /** "image" (default) changes the original; "prompt" ignores it, which no session can use */
  readonly startFrom?: "image" | "prompt";
}

/**
 * A generator that asks a server with the API of the Stable Diffusion web UI: AUTOMATIC1111 (started with --api), or stable-diffusion.cpp's sd-server.
 * @param clock time and chance for the waits between tries
 * @throws Error before anything is asked, for an address or option that cannot be meant
 */
export function sdapi(options: SdapiOptions, clock: Clock = systemClock): Generator {
  const { startFrom = "image", strength } = options;
  const url = checkAddress("sdapi", "url", options.url);
  if (startFrom === "prompt" && strength !== undefined) {
    throw new Error(
      'sdapi: startFrom "prompt" cannot honour strength; it supports guidance, negativePrompt, steps, seed.',
    );
  }
  if (startFrom !== "image" && startFrom !== "prompt") throw new Error('sdapi: startFrom is "image" or "prompt".');
  const settings = checkDiffusionOptions("sdapi", options);
  const plan = { settings, url, sampler: options.sampler, fromImage: startFrom === "image" };
  const server = {
    name: "sdapi",
    host: new URL(url).host,
    capabilities: {
      seed: true,
      imageToImage: plan.fromImage,
      textToImage: !plan.fromImage,
      strength: plan.fromImage,
      guidance: true,
      negativePrompt: true,
    },
    apiKeyVariable: null,
    readSource: (path: string) => readSourceScaled(path, settings.longestSide, SIDE_STEP),
    makeImage: (request: ServerRequest, signal: AbortSignal) => makeImage(plan, request, signal, clock.now),
  };
  return remoteGenerator(server, checkRemoteOptions("sdapi", options, 1), clock);
}

interface Plan {
  readonly settings: DiffusionSettings;
  readonly url: string;
  readonly sampler: string | undefined;
  readonly fromImage: boolean;
}

async function makeImage(
  { settings, url, sampler, fromImage }: Plan,
  { prompt, seed, start }: ServerRequest,
  signal: AbortSignal,
  now: () => number,
): Promise<ServerImage> {
  const { strength, guidance, steps, negativePrompt } = settings;
  const { width, height, png } = start;
  const fields = {
    prompt,
    negative_prompt: negativePrompt,
    seed,
    steps,
    cfg_scale: guidance,
    width,
    height,
    batch_size: 1,
    sampler_name: sampler,
    ...(fromImage ? { init_images: [Buffer.from(png).toString("base64")], denoising_strength: strength } : {}),
  };
  const json = await requestJson(`${url}/sdapi/v1/${fromImage ? "img2img" : "txt2img"}`, fields, signal, now);
  const { host } = new URL(url);
  const { images, info } = Object(json) as { images?: unknown; info?: unknown };
  const first: unknown = Array.isArray(images) ? images[0] : undefined;
  if (typeof first !== "string" || first === "") throwNoImage(json, host);
  const parameters = asParameters({
    server: url,
    model: modelOf(info),
    size: `${width}x${height}`,
    seed,
    strength: fromImage ? strength : null,
    guidance,
    steps,
    sampler,
    negativePrompt,
  });
  return { image: decodeBase64(first, host), parameters, warnings: [] };
}

/** AUTOMATIC1111 tells the model in info, a text that holds JSON; stable-diffusion.cpp may leave it empty. */
function modelOf(info: unknown): unknown {
  if (typeof info !== "string" || !info.startsWith("{")) return null;
  try {
    return (JSON.parse(info) as { sd_model_name?: unknown }).sd_model_name;
  } catch {
    return null; // only the history would have had it
  }
}
