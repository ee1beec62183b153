import type { JobContext } from "../../inference/job.js";
import type { ModelFacts } from "./diffusion-input.js";
import { decodeLatents, toPixels } from "./vae.js";

/** Latent images to decode. */
export interface DecodeInput {
  readonly vaeDecoder: string;
  readonly facts: ModelFacts;
  /** pixels */
  readonly width: number;
  readonly height: number;
  readonly latents: readonly Float32Array[];
}

/** Decodes latent images, one by one; returns width * height * 3 bytes for each. Runs in the inference process. */
export async function run(message: unknown, context: JobContext): Promise<Uint8ClampedArray[]> {
  const { vaeDecoder, facts, width, height, latents } = message as DecodeInput;
  const decoder = await context.loadSession(vaeDecoder);
  const images: Uint8ClampedArray[] = [];
  for (const own of latents) images.push(toPixels(await decodeLatents(decoder, facts, own, { width, height })));
  return images;
}
