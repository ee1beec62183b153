import { type Clock, systemClock } from "../remote/clock.js";
import { requestImage } from "../remote/openai-client.js";
import { checkAddress, checkRemoteOptions } from "../remote/remote-options.js";
import type { Generator } from "../types.js";
import { asParameters } from "./remote/as-parameters.js";
import { describeAnswer, findImage } from "./remote/openai-answer.js";
import { checkOpenaiOptions, type OpenaiImagesOptions } from "./remote/openai-options.js";
import { openaiProfiles } from "./remote/openai-profiles.js";
import { remoteGenerator, type ServerImage, type ServerRequest } from "./remote/remote-generator.js";
import { fitSize, readSourceInside } from "./remote/source-image.js";

export type { OpenaiImagesOptions } from "./remote/openai-options.js";

const OPENAI = "https://api.openai.com/v1";
/** Sources are sent no larger than this, pixels. */
const LONGEST_SOURCE_SIDE = 1024;
/** Where a size is needed and none is given: the source's proportions, at what Stable Diffusion 1.5 was trained on. */
const USUAL_SIDE = 512;
const SIDE_STEP = 64;

/**
 * A generator that asks a server with OpenAI's image API: OpenAI itself, or one of the local servers that speak it.
 * The key is read from the environment for each image, and kept nowhere.
 * @param clock time and chance for the waits between tries
 * @throws Error before anything is spent, when the profile cannot honour an option, naming what it can; RangeError for a value that cannot be meant
 */
export function openaiImages(options: OpenaiImagesOptions, clock: Clock = systemClock): Generator {
  checkOpenaiOptions(options);
  const { model, profile, startFrom = "image" } = options;
  const { supports, hasSeed, usualConcurrency } = openaiProfiles[profile];
  const baseURL = checkAddress("openaiImages", "baseURL", options.baseURL ?? OPENAI);
  const server = {
    name: `openaiImages(${model})`,
    host: new URL(baseURL).host,
    capabilities: {
      seed: hasSeed,
      imageToImage: startFrom === "image",
      textToImage: startFrom === "prompt",
      strength: supports.includes("strength") && startFrom === "image",
      guidance: supports.includes("guidance"),
      negativePrompt: supports.includes("negativePrompt"),
    },
    apiKeyVariable: options.apiKeyVariable ?? (profile === "openai" ? "OPENAI_API_KEY" : null),
    readSource: (path: string) => readSourceInside(path, LONGEST_SOURCE_SIDE),
    makeImage: (request: ServerRequest, signal: AbortSignal) =>
      makeImage({ ...options, startFrom, baseURL }, request, signal, clock.now),
  };
  return remoteGenerator(server, checkRemoteOptions("openaiImages", options, usualConcurrency), clock);
}

async function makeImage(
  options: OpenaiImagesOptions & { readonly baseURL: string },
  { prompt, seed: wanted, source, start, key }: ServerRequest,
  signal: AbortSignal,
  now: () => number,
): Promise<ServerImage> {
  const { baseURL, model, profile, startFrom, extra } = options;
  const traits = openaiProfiles[profile];
  const seed = traits.seed?.(wanted) ?? wanted;
  const size = options.size ?? (traits.needsSize ? await sizeOf(source.path) : undefined);
  const settings = { ...options, prompt, seed, size };
  const sends = startFrom === "image" ? traits.sendsSource : "nothing";
  const fields = {
    model,
    prompt: traits.prompt(settings),
    ...traits.fields(settings),
    ...(sends === "file" ? { file: Buffer.from(start.png).toString("base64") } : {}),
    ...extra,
  };
  const asked = { baseURL, key, signal, now };
  const { json, answer } = await requestImage({ ...asked, fields, source: sends === "edit" ? start.png : null });
  const image = await findImage(json, asked);
  const parameters = asParameters({
    server: baseURL,
    model,
    profile,
    ...Object.fromEntries(traits.supports.map((name) => [name, settings[name]])),
    seed: traits.hasSeed ? seed : null,
    extra,
    requestId: answer.header("x-request-id"),
    ...describeAnswer(json, prompt),
  });
  return { image, parameters, warnings: [] };
}

async function sizeOf(path: string): Promise<string> {
  const { width, height } = await fitSize(path, USUAL_SIDE, SIDE_STEP);
  return `${width}x${height}`;
}
