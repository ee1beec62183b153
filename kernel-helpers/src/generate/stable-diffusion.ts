import { decodeRgb, encodePng, type RgbImage } from "../images/sharp.js";
import { builtFile } from "../inference/built-file.js";
import { createInferenceProcess } from "../inference/inference-process.js";
import type { Inference } from "../inference/job.js";
import { sharedInference } from "../inference/shared-inference.js";
import { createRandom, seedFrom } from "../linalg/random.js";
import type { GenerateOptions, GenerationRequest, Generator } from "../types.js";
import type { DecodeInput } from "./diffusion/decode-job.js";
import type { DiffusionInput, DiffusionMessage, DiffusionOutput } from "./diffusion/diffusion-input.js";
import {
  type DiffusionSettings,
  diffusionSettings,
  type StableDiffusionOptions,
} from "./diffusion/diffusion-settings.js";
import { type JoinedResult, joinRequests } from "./diffusion/join-requests.js";
import { type DiffusionModel, openModel } from "./diffusion/open-model.js";
import { planSteps } from "./diffusion/plan-steps.js";
import { prepareTexts } from "./diffusion/prepare-texts.js";
import { readModelFolder } from "./diffusion/read-model-folder.js";
import { type ParsedScheduler, parseSchedulerConfig } from "./diffusion/schedulers/scheduler-config.js";
import { startIndex } from "./diffusion/schedulers/start-index.js";
import { type FoundPerturbation, searchPerturbation } from "./diffusion/search-perturbation.js";
import { untilAborted } from "./diffusion/until-aborted.js";

/** A model, its scheduler and the size, checked against each other. */
interface Ready {
  readonly model: DiffusionModel;
  readonly scheduler: ParsedScheduler;
  readonly width: number;
  readonly height: number;
}

/**
 * A generator that runs Stable Diffusion (1.x, 2.x, Turbo, latent consistency models, SDXL) from ONNX files, in the inference process.
 * The model is read when the first image is asked for. Seeds are ours: the same seed, source and prompt give the same bytes on the same
 * machine and provider, but not the image that another program makes of the seed.
 * @param directory a model in optimum's layout or the older one of diffusers
 * @throws RangeError for an option that cannot be; generate() throws Error for a model that cannot be used and RangeError for settings that do not fit it
 */
export function stableDiffusion(directory: string, options: StableDiffusionOptions = {}): Generator {
  const settings = diffusionSettings(options);
  let own = options.inference;
  const inference = (): Inference => {
    own ??= options.providers ? createInferenceProcess({ providers: options.providers }) : sharedInference();
    return own;
  };
  let opening: Promise<Ready> | undefined;
  const open = (): Promise<Ready> => {
    opening ??= prepareModel(directory, settings, inference()).catch((error: unknown) => {
      opening = undefined; // a folder that has been mended is read anew
      throw error;
    });
    return opening;
  };
  const join = joinRequests(settings.batch, async (images, { signal, hasPreviews, onMessage }) => {
    const { model, scheduler, width, height } = await open();
    const input: DiffusionInput = {
      ...{ parts: model.parts, facts: model.facts, steps: settings.steps, strength: settings.strength },
      ...{ guidance: settings.guidance, scheduler: scheduler.name, config: scheduler.config },
      ...{ width, height, images, hasPreviews },
    };
    const listener = { signal, onMessage: (message: unknown) => onMessage(message as DiffusionMessage) };
    return (await inference().run(builtFile("generate/diffusion/diffusion-job"), input, listener)) as DiffusionOutput;
  });
  return {
    name: "stable-diffusion",
    capabilities: {
      seed: true,
      imageToImage: true,
      textToImage: true,
      strength: true,
      guidance: true,
      negativePrompt: true,
    },
    concurrency: settings.batch,
    generate: async (request, call = {}) => {
      const { signal } = call;
      signal?.throwIfAborted();
      const ready = await untilAborted(open(), signal);
      const source = settings.hasSource || settings.perturbation ? await decodeSource(request, ready) : null;
      const { ids, negativeIds, warnings } = prepareTexts(ready.model, request.prompt, settings.negativePrompt);
      const news = listenTo(call);
      signal?.throwIfAborted();
      const image = {
        ids,
        negativeIds,
        seed: request.seed,
        source: settings.hasSource ? (source?.data ?? null) : null,
      };
      const made = await join(image, { signal, onMessage: news.onMessage, hasPreviews: Boolean(call.onPreview) });
      const found =
        source && (await perturb(made, { ready, settings, source, request, inference: inference(), signal }));
      await news.settled();
      signal?.throwIfAborted();
      const { width, height } = ready;
      return {
        png: await encodePng({ width, height, data: asClamped(found?.pixels ?? made.pixels) }),
        parameters: { ...describe(ready, settings, request, made), ...describeSearch(settings, found) },
        warnings: ready.model.drawsInside && settings.hasSource ? [...warnings, DRAWS_INSIDE] : warnings,
      };
    },
  };
}

const DRAWS_INSIDE =
  "This model's VAE encoder draws noise by itself (the older layout): the same seed need not give the same bytes again.";

async function prepareModel(directory: string, settings: DiffusionSettings, inference: Inference): Promise<Ready> {
  const folder = await readModelFolder(directory);
  if (folder.scheduler === null && !settings.scheduler) {
    throw new Error(`stableDiffusion: ${directory} has no scheduler/scheduler_config.json; fetch it with the model.`);
  }
  const { name, config: plain } = parseSchedulerConfig(folder.scheduler ?? {}, settings.scheduler);
  const config = { ...plain, eta: settings.eta };
  if (settings.hasSource && !folder.parts.vaeEncoder) {
    throw new Error(
      `stableDiffusion: ${directory} has no vae_encoder/model.onnx, which image-to-image needs; fetch it, or use { mode: "text-to-image" }.`,
    );
  }
  // what is wrong for any model is said before the networks are loaded
  if (settings.hasSource && name !== "lcm") startIndex(settings.steps, settings.strength);
  const model = await openModel(folder, inference);
  const { strength, steps } = settings;
  planSteps({ scheduler: name, config, steps, strength, facts: model.facts }, settings.hasSource);
  const { width = model.trainedSize, height = model.trainedSize } = settings;
  const { vaeFactor } = model.facts;
  for (const [side, pixels] of Object.entries({ width, height })) {
    if (pixels % vaeFactor === 0) continue;
    const near = Math.max(vaeFactor, Math.round(pixels / vaeFactor) * vaeFactor);
    throw new RangeError(
      `stableDiffusion: ${side} ${pixels} is no multiple of ${vaeFactor}, as this model needs; give ${near}.`,
    );
  }
  return { model, scheduler: { name, config }, width, height };
}

async function decodeSource({ source }: GenerationRequest, { width, height }: Ready): Promise<RgbImage> {
  return decodeRgb(source.path, width, height).catch((cause: Error) => {
    throw new Error(
      `stableDiffusion: ${source.path} cannot be read as an image (${cause.message}); load the folder again.`,
      { cause },
    );
  });
}

/** Hands the job's messages on, previews as PNG, in order and before the image. */
function listenTo({ onProgress, onPreview }: GenerateOptions): {
  onMessage(message: DiffusionMessage): void;
  settled(): Promise<void>;
} {
  let previews: Promise<void> = Promise.resolve();
  const show = async (message: DiffusionMessage): Promise<void> => {
    if (message.kind !== "preview") return;
    const { width, height, pixels, step, steps } = message;
    onPreview?.(await encodePng({ width, height, data: asClamped(pixels) }), step, steps);
  };
  return {
    onMessage: (message) => {
      if (message.kind === "step") onProgress?.(message.step, message.steps);
      else if (onPreview) previews = previews.then(() => show(message));
    },
    settled: () => previews,
  };
}

interface PerturbCall {
  readonly ready: Ready;
  readonly settings: DiffusionSettings;
  readonly source: RgbImage;
  readonly request: GenerationRequest;
  readonly inference: Inference;
  readonly signal?: AbortSignal;
}

async function perturb(made: JoinedResult, call: PerturbCall): Promise<FoundPerturbation | null> {
  const { settings, source, request, signal, inference } = call;
  const { model, width, height } = call.ready;
  if (!settings.perturbation) return null;
  const { score, ...search } = settings.perturbation;
  const random = createRandom(seedFrom(`${request.seed}/perturbation`));
  return searchPerturbation(
    { ...search, latents: made.latents, channels: model.facts.latentChannels, random },
    async (latents) => {
      const input: DecodeInput = { vaeDecoder: model.parts.vaeDecoder, facts: model.facts, width, height, latents };
      const decoded = await inference.run(builtFile("generate/diffusion/decode-job"), input, { signal });
      const images = (decoded as Uint8ClampedArray[]).map(asClamped);
      const scores = await score(
        images.map((data) => ({ width, height, data })),
        source,
      );
      if (scores.length !== images.length || !scores.every(Number.isFinite)) {
        throw new Error(
          `perturbation.score gave ${JSON.stringify(scores)} for ${images.length} images; one finite number each was expected.`,
        );
      }
      return { images, scores };
    },
  );
}

// what comes from the other process need not be of this one's class
function asClamped(pixels: Uint8ClampedArray): Uint8ClampedArray {
  return new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength);
}

function describe(
  { model, scheduler, width, height }: Ready,
  settings: DiffusionSettings,
  { seed }: GenerationRequest,
  { provider, stepsPerSecond }: JoinedResult,
): Record<string, string> {
  const { steps, strength, guidance, negativePrompt, hasSource, eta } = settings;
  return {
    model: `sha256:${model.digest}`,
    mode: hasSource ? "image-to-image" : "text-to-image",
    scheduler: scheduler.name,
    steps: String(steps),
    ...(hasSource ? { strength: String(strength) } : {}),
    guidance: String(guidance),
    ...(scheduler.name === "ddim" && eta > 0 ? { eta: String(eta) } : {}),
    ...(negativePrompt ? { negativePrompt } : {}),
    seed: String(seed),
    size: `${width}x${height}`,
    provider,
    stepsPerSecond: stepsPerSecond.toPrecision(3),
  };
}

function describeSearch({ perturbation }: DiffusionSettings, found: FoundPerturbation | null): Record<string, string> {
  if (!perturbation || !found) return {};
  return {
    perturbation: `GIF-style, derivative-free: ${perturbation.method}`,
    perturbationBall: String(perturbation.ball),
    perturbationScore: found.score.toPrecision(4),
    // the image of the unperturbed latents is decoded, too
    vaeDecodes: String(found.decodes + 1),
  };
}
