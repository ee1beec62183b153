import { isAbsolute } from "node:path";
import { decodeRgb, encodePng, type RgbImage } from "../images/sharp.js";
import { builtFile } from "../inference/built-file.js";
import { createInferenceProcess } from "../inference/inference-process.js";
import type { Inference } from "../inference/job.js";
import { modelDirectory } from "../inference/model-files/model-directory.js";
import { sharedInference } from "../inference/shared-inference.js";
import type { GeneratedImage, GenerateOptions, GenerationRequest, Generator } from "../types.js";
import { asPixels } from "./diffusion/as-pixels.js";
import { describeImage } from "./diffusion/describe-image.js";
import type { DiffusionInput, DiffusionMessage, DiffusionOutput } from "./diffusion/diffusion-input.js";
import {
  type DiffusionSettings,
  diffusionSettings,
  type StableDiffusionOptions,
} from "./diffusion/diffusion-settings.js";
import { joinRequests, type MakeImages } from "./diffusion/join-requests.js";
import { perturbImage } from "./diffusion/perturb-image.js";
import { prepareModel, type ReadyModel } from "./diffusion/prepare-model.js";
import { prepareTexts } from "./diffusion/prepare-texts.js";
import { untilAborted } from "./diffusion/until-aborted.js";

/**
 * A generator that runs Stable Diffusion (1.x, 2.x, Turbo, latent consistency models, SDXL) from ONNX files, in the inference process.
 * The model is read when the first image is asked for. Seeds are ours: the same seed, source and prompt give the same bytes on the same
 * machine and provider, but not the image that another program makes of the seed.
 * @param directory a model in optimum's layout or the older one of diffusers; or the name of a pulled one, "sd-1.5"
 * @throws RangeError for an option that cannot be; Error for a name of which there is no model here; generate() throws Error for a model that cannot be used and RangeError for settings that do not fit it
 */
export function stableDiffusion(directory: string, options: StableDiffusionOptions = {}): Generator {
  const engine = createEngine(isAbsolute(directory) ? directory : modelDirectory(directory), options);
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
    concurrency: engine.settings.batch,
    generate: (request, call = {}) => generate(engine, request, call),
  };
}

/** What all images of one generator share. */
interface Engine {
  readonly settings: DiffusionSettings;
  inference(): Inference;
  /** the model, read once */
  open(): Promise<ReadyModel>;
  readonly makeImage: ReturnType<typeof joinRequests>;
}

function createEngine(directory: string, options: StableDiffusionOptions): Engine {
  const settings = diffusionSettings(options);
  let own = options.inference;
  const inference = (): Inference => {
    own ??= options.providers ? createInferenceProcess({ providers: options.providers }) : sharedInference();
    return own;
  };
  let opening: Promise<ReadyModel> | undefined;
  const open = (): Promise<ReadyModel> => {
    opening ??= prepareModel(directory, settings, inference()).catch((error: unknown) => {
      opening = undefined; // a folder that has been mended is read anew
      throw error;
    });
    return opening;
  };
  const make: MakeImages = async (images, { signal, hasPreviews, onMessage }) => {
    const { model, scheduler, width, height } = await open();
    const { steps, strength, guidance } = settings;
    const input: DiffusionInput = {
      ...{ parts: model.parts, facts: model.facts, scheduler: scheduler.name, config: scheduler.config },
      ...{ steps, strength, guidance, width, height, images, hasPreviews },
    };
    const listener = { signal, onMessage: (message: unknown) => onMessage(message as DiffusionMessage) };
    return (await inference().run(builtFile("generate/diffusion/diffusion-job"), input, listener)) as DiffusionOutput;
  };
  return { settings, inference, open, makeImage: joinRequests(settings.batch, make) };
}

async function generate(engine: Engine, request: GenerationRequest, call: GenerateOptions): Promise<GeneratedImage> {
  const { settings, inference } = engine;
  const { signal } = call;
  const { prompt, seed } = request;
  signal?.throwIfAborted();
  const ready = await untilAborted(engine.open(), signal);
  const source = settings.hasSource || settings.perturbation ? await decodeSource(request, ready) : null;
  const { ids, negativeIds, warnings } = prepareTexts(ready.model, prompt, settings.negativePrompt);
  const news = listenTo(call);
  signal?.throwIfAborted();
  const made = await engine.makeImage(
    { ids, negativeIds, seed, source: settings.hasSource && source ? source.data : null },
    { signal, onMessage: news.onMessage, hasPreviews: Boolean(call.onPreview) },
  );
  const perturbing = { ready, settings, source, seed, inference: inference(), signal };
  const found = await perturbImage(made.latents, perturbing);
  await news.settled();
  signal?.throwIfAborted();
  const { width, height } = ready;
  return {
    png: await encodePng({ width, height, data: asPixels(found?.pixels ?? made.pixels) }),
    parameters: describeImage(ready, settings, seed, made, found),
    warnings: ready.model.drawsInside && settings.hasSource ? [...warnings, DRAWS_INSIDE] : warnings,
  };
}

const DRAWS_INSIDE =
  "This model's VAE encoder draws noise by itself (the older layout): the same seed need not give the same bytes again.";

async function decodeSource({ source }: GenerationRequest, { width, height }: ReadyModel): Promise<RgbImage> {
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
    onPreview?.(await encodePng({ width, height, data: asPixels(pixels) }), step, steps);
  };
  return {
    onMessage: (message) => {
      if (message.kind === "step") onProgress?.(message.step, message.steps);
      else if (onPreview) previews = previews.then(() => show(message));
      // whoever waits for settled() hears of a preview that failed; when the image fails nobody waits
      previews.catch(() => {});
    },
    settled: () => previews,
  };
}
