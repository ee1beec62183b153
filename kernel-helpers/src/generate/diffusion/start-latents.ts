import type { ModelSession } from "../../inference/job.js";
import type { DiffusionInput } from "./diffusion-input.js";
import type { NoiseSource } from "./noise-source.js";
import type { StepPlan } from "./plan-steps.js";
import { scale } from "./schedulers/combine.js";
import { join } from "./tensors.js";
import { encodeImage } from "./vae.js";

/** What the steps start from: noise, or the sources with as much noise as the first step expects. Shape (images, channels, h, w). */
export async function startLatents(
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
