import type { JobContext, ModelSession } from "../../inference/job.js";
import { askUnet } from "./ask-unet.js";
import { denoise } from "./denoise.js";
import type { DiffusionInput, DiffusionMessage, DiffusionOutput, DiffusionResult } from "./diffusion-input.js";
import { guidedTexts, isGuided } from "./guided-texts.js";
import { loadModels } from "./load-models.js";
import { noiseSource } from "./noise-source.js";
import { planSteps } from "./plan-steps.js";
import { createPreviews } from "./previews.js";
import { startLatents } from "./start-latents.js";
import { split } from "./tensors.js";
import { timed } from "./timed.js";
import { decodeLatents, toPixels } from "./vae.js";

type Trace = (stage: string, numbers: Float32Array) => void;

/** Makes whole images: the job that runs in the inference process. */
export async function run(message: unknown, context: JobContext): Promise<DiffusionOutput> {
  const input = message as DiffusionInput;
  const report = (news: DiffusionMessage): void => context.report(news);
  const trace: Trace = (stage, numbers) => {
    if (input.isTraced) report({ kind: "stage", stage, numbers });
  };
  const models = await loadModels(input, context);
  const noise = input.images.map(({ seed, noise: given }) => noiseSource(seed, given));
  const texts = await guidedTexts(input, models.textEncoders);
  trace("texts", texts.states);
  if (texts.pooled) trace("pooled", texts.pooled);
  const plan = planSteps(input, input.images[0].source !== null);
  const start = await startLatents(input, models.vaeEncoder, plan, noise);
  const unet = timed(models.unet);
  const rows = input.images.length * (isGuided(input) ? 2 : 1);
  const ask = askUnet(unet.session, { ...input, texts, rows });
  const preview = createPreviews(input, models.vaeDecoder, report);
  const begin = performance.now();
  const latents = await denoise(start, {
    ...{ plan, noise, guidance: input.guidance, isGuided: isGuided(input) },
    ask: async (sample, timestep) => {
      const answer = await ask(sample, timestep);
      trace("answers", answer);
      return answer;
    },
    onStep: async (step, steps, made, foreseen) => {
      trace("latents", made);
      report({ kind: "step", step, steps });
      if (step < steps) await preview(foreseen, step, steps);
    },
  });
  const loopSeconds = (performance.now() - begin) / 1000;
  return {
    images: await decodeAll(input, models.vaeDecoder, latents, trace),
    provider: models.unet.provider,
    stepsPerSecond: (plan.scheduler.timesteps.length - plan.start) / loopSeconds,
    runSeconds: unet.seconds(),
    loopSeconds,
  };
}

// one by one: the decoder's memory is the largest of all, and a batch must not change an image
async function decodeAll(
  { facts, images, width, height }: DiffusionInput,
  decoder: ModelSession,
  latents: Float32Array,
  trace: Trace,
): Promise<DiffusionResult[]> {
  const results: DiffusionResult[] = [];
  for (const own of split(latents, images.length)) {
    const planes = await decodeLatents(decoder, facts, own, { width, height });
    trace("image", planes);
    results.push({ pixels: toPixels(planes), latents: own.slice() });
  }
  return results;
}
