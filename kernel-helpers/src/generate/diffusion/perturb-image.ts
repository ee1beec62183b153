import type { RgbImage } from "../../images/sharp.js";
import { builtFile } from "../../inference/built-file.js";
import type { Inference } from "../../inference/job.js";
import { createRandom, seedFrom } from "../../linalg/random.js";
import { asPixels } from "./as-pixels.js";
import type { DecodeInput } from "./decode-job.js";
import type { DiffusionSettings } from "./diffusion-settings.js";
import type { ReadyModel } from "./prepare-model.js";
import { type FoundPerturbation, searchPerturbation } from "./search-perturbation.js";

export interface PerturbCall {
  readonly ready: ReadyModel;
  readonly settings: DiffusionSettings;
  /** null only where no perturbation is asked for */
  readonly source: RgbImage | null;
  readonly seed: number;
  readonly inference: Inference;
  readonly signal?: AbortSignal;
}

/**
 * Decodes perturbed latents in the inference process and scores them here, as the settings ask.
 * @returns null when they ask for no perturbation
 * @throws Error when the score gives no finite number for each image
 */
export async function perturbImage(latents: Float32Array, call: PerturbCall): Promise<FoundPerturbation | null> {
  const { settings, source, seed, signal, inference } = call;
  const { model, width, height } = call.ready;
  if (!settings.perturbation || !source) return null;
  const { score, ...search } = settings.perturbation;
  const random = createRandom(seedFrom(`${seed}/perturbation`));
  return searchPerturbation(
    { ...search, latents, channels: model.facts.latentChannels, random },
    async (candidates) => {
      const input: DecodeInput = {
        vaeDecoder: model.parts.vaeDecoder,
        facts: model.facts,
        width,
        height,
        latents: candidates,
      };
      const decoded = await inference.run(builtFile("generate/diffusion/decode-job"), input, { signal });
      const images = (decoded as Uint8ClampedArray[]).map(asPixels);
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
