import type { AskUnet } from "./ask-unet.js";
import type { NoiseSource } from "./noise-source.js";
import type { StepPlan } from "./plan-steps.js";
import { combine } from "./schedulers/combine.js";
import type { Scheduler } from "./schedulers/scheduler.js";
import { join, split } from "./tensors.js";

export interface DenoiseSettings {
  /** asks the UNet; twice as many rows with guidance, those without the prompt first */
  readonly ask: AskUnet;
  readonly plan: StepPlan;
  readonly guidance: number;
  readonly isGuided: boolean;
  /** one per image */
  readonly noise: readonly NoiseSource[];
  /** after each step: the sample, and the finished one as foreseen */
  readonly onStep: (step: number, steps: number, latents: Float32Array, foreseen: Float32Array) => Promise<void>;
}

/** Goes through the steps. @param start shape (images, channels, h, w) @returns the finished latent images, same shape */
export async function denoise(start: Float32Array, settings: DenoiseSettings): Promise<Float32Array> {
  const { plan, noise, onStep } = settings;
  const { scheduler } = plan;
  // each image's noise comes from its own seed, whatever it is batched with
  const drawNoise = (): Float32Array => join(noise.map((draw) => draw(start.length / noise.length)));
  const steps = scheduler.timesteps.length - plan.start;
  let latents = start;
  for (let step = 1; step <= steps; step++) {
    const index = plan.start + step - 1;
    const answer = await guidedAnswer(latents, index, scheduler, settings);
    const made = scheduler.step(answer, index, latents, drawNoise);
    latents = made.sample;
    await onStep(step, steps, latents, made.foreseen);
  }
  return latents;
}

async function guidedAnswer(
  latents: Float32Array,
  index: number,
  scheduler: Scheduler,
  { ask, isGuided, guidance }: DenoiseSettings,
): Promise<Float32Array> {
  const scaled = scheduler.scaleInput(latents, index);
  const timestep = scheduler.timesteps[index];
  if (!isGuided) return ask(scaled, timestep);
  const [without, withText] = split(await ask(join([scaled, scaled]), timestep), 2);
  // same as: without + guidance * (withText - without)
  return combine(1 - guidance, without, guidance, withText);
}
