import type { JobContext, ModelSession } from "../../inference/job.js";
import { type AskUnet, askUnet } from "./ask-unet.js";
import type { DiffusionInput, DiffusionMessage, DiffusionOutput, DiffusionResult } from "./diffusion-input.js";
import { encodeTexts, type TextStates } from "./encode-texts.js";
import { type NoiseSource, noiseSource } from "./noise-source.js";
import { planSteps, type StepPlan } from "./plan-steps.js";
import { createPreviews } from "./previews.js";
import { combine, scale } from "./schedulers/combine.js";
import type { Scheduler } from "./schedulers/scheduler.js";
import { join, split } from "./tensors.js";
import { timed } from "./timed.js";
import { decodeLatents, encodeImage, toPixels } from "./vae.js";

/** Makes whole images: the job that runs in the inference process. */
export async function run(message: unknown, context: JobContext): Promise<DiffusionOutput> {
  const input = message as DiffusionInput;
  const models = await loadModels(input, context);
  const noise = input.images.map(({ seed, noise: given }) => noiseSource(seed, given));
  const report = (news: DiffusionMessage): void => context.report(news);
  const trace = (stage: string, numbers: Float32Array): void => {
    if (input.isTraced) report({ kind: "stage", stage, numbers });
  };
  const isGuided = input.guidance > 1 && input.facts.guidanceSize === null;
  const texts = await allTexts(input, models.textEncoders, isGuided);
  trace("texts", texts.states);
  if (texts.pooled) trace("pooled", texts.pooled);
  const plan = planSteps(input, input.images[0].source !== null);
  let latents = await startLatents(input, models.vaeEncoder, plan, noise);
  trace("start", latents);
  const unet = timed(models.unet);
  const rows = isGuided ? 2 * input.images.length : input.images.length;
  const untraced = askUnet(unet.session, { ...input, texts, rows });
  const ask: AskUnet = async (sample, timestep) => {
    const answer = await untraced(sample, timestep);
    trace("answers", answer);
    return answer;
  };
  const previews = createPreviews(input, models.vaeDecoder, report);
  const begin = performance.now();
  const steps = plan.scheduler.timesteps.length - plan.start;
  for (let step = 1; step <= steps; step++) {
    const index = plan.start + step - 1;
    const output = await guidedAnswer(ask, plan.scheduler, { index, latents, isGuided, guidance: input.guidance });
    const made = plan.scheduler.step(output, index, latents, () => drawForAll(noise, latents.length));
    latents = made.sample;
    trace("latents", latents);
    report({ kind: "step", step, steps });
    if (step < steps) await previews(made.foreseen, step, steps);
  }
  const loopSeconds = (performance.now() - begin) / 1000;
  return {
    images: await decodeAll(input, models.vaeDecoder, latents, trace),
    provider: models.unet.provider,
    stepsPerSecond: steps / loopSeconds,
    runSeconds: unet.seconds(),
    loopSeconds,
  };
}

interface Models {
  readonly textEncoders: readonly ModelSession[];
  readonly unet: ModelSession;
  readonly vaeEncoder: ModelSession | null;
  readonly vaeDecoder: ModelSession;
}

async function loadModels({ parts, images }: DiffusionInput, { loadSession }: JobContext): Promise<Models> {
  const textEncoders = [await loadSession(parts.textEncoder)];
  if (parts.textEncoder2) textEncoders.push(await loadSession(parts.textEncoder2));
  const hasSource = images.some(({ source }) => source);
  return {
    textEncoders,
    unet: await loadSession(parts.unet),
    vaeEncoder: hasSource && parts.vaeEncoder ? await loadSession(parts.vaeEncoder) : null,
    vaeDecoder: await loadSession(parts.vaeDecoder),
  };
}

/** The negative texts before the prompts, as guidance wants them; the prompts alone without it. */
async function allTexts(
  { images, facts }: DiffusionInput,
  encoders: readonly ModelSession[],
  isGuided: boolean,
): Promise<TextStates> {
  const prompts = await encodeTexts(
    encoders,
    images.map((image) => image.ids),
    facts.isXl,
  );
  if (!isGuided) return prompts;
  const written = images.map((image) => image.negativeIds ?? image.ids);
  const negative = await encodeTexts(encoders, written, facts.isXl);
  images.forEach(({ negativeIds }, i) => {
    if (negativeIds) return;
    split(negative.states, images.length)[i].fill(0);
    if (negative.pooled) split(negative.pooled, images.length)[i].fill(0);
  });
  return {
    ...prompts,
    states: join([negative.states, prompts.states]),
    pooled: prompts.pooled && negative.pooled ? join([negative.pooled, prompts.pooled]) : null,
  };
}

async function startLatents(
  { images, facts, width, height }: DiffusionInput,
  vaeEncoder: ModelSession | null,
  { scheduler, start }: StepPlan,
  noise: readonly NoiseSource[],
): Promise<Float32Array> {
  const size = (facts.latentChannels * width * height) / facts.vaeFactor ** 2;
  const starts: Float32Array[] = [];
  for (const [i, { source }] of images.entries()) {
    if (source && vaeEncoder) {
      const encoded = await encodeImage(vaeEncoder, facts, { pixels: source, width, height }, noise[i]);
      starts.push(scheduler.addNoise(encoded, noise[i](size), start));
    } else starts.push(scale(scheduler.initialNoiseScale, noise[i](size)));
  }
  return join(starts);
}

async function guidedAnswer(
  ask: AskUnet,
  scheduler: Scheduler,
  at: { readonly index: number; readonly latents: Float32Array; readonly isGuided: boolean; readonly guidance: number },
): Promise<Float32Array> {
  const scaled = scheduler.scaleInput(at.latents, at.index);
  const timestep = scheduler.timesteps[at.index];
  if (!at.isGuided) return ask(scaled, timestep);
  const [without, withText] = split(await ask(join([scaled, scaled]), timestep), 2);
  // same as: without + guidance * (withText - without)
  return combine(1 - at.guidance, without, at.guidance, withText);
}

/** Each image's noise is its own seed's, whatever it is batched with. */
function drawForAll(noise: readonly NoiseSource[], length: number): Float32Array {
  return join(noise.map((draw) => draw(length / noise.length)));
}

// one by one: the decoder's memory is the largest of all, and a batch must not change an image
async function decodeAll(
  { facts, images, width, height }: DiffusionInput,
  decoder: ModelSession,
  latents: Float32Array,
  trace: (stage: string, numbers: Float32Array) => void,
): Promise<DiffusionResult[]> {
  const results: DiffusionResult[] = [];
  for (const own of split(latents, images.length)) {
    const planes = await decodeLatents(decoder, facts, own, { width, height });
    trace("image", planes);
    results.push({ pixels: toPixels(planes), latents: own.slice() });
  }
  return results;
}
