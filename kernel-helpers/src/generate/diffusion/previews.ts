import type { ModelSession } from "../../inference/job.js";
import type { DiffusionInput, DiffusionMessage } from "./diffusion-input.js";
import { type ColourMap, fitColours, previewPixels } from "./fit-colours.js";
import { split } from "./tensors.js";
import { decodeLatents } from "./vae.js";

/** The fitted maps of this process, by decoder. */
const maps = new Map<string, ColourMap>();

/**
 * Reports what the images look like after a step, one pixel per latent point. The first preview of a decoder costs one decode,
 * to learn its colours; the others next to nothing.
 */
export function createPreviews(
  { facts, images, width, height, hasPreviews }: DiffusionInput,
  decoder: ModelSession,
  report: (message: DiffusionMessage) => void,
): (foreseen: Float32Array, step: number, steps: number) => Promise<void> {
  const size = { width: width / facts.vaeFactor, height: height / facts.vaeFactor };
  const learn = async (latents: Float32Array): Promise<ColourMap> => {
    const planes = await decodeLatents(decoder, facts, latents, { width, height });
    const map = fitColours(latents, facts.latentChannels, planes, width, facts.vaeFactor);
    maps.set(decoder.path, map);
    return map;
  };
  return async (foreseen, step, steps) => {
    if (!hasPreviews) return;
    const each = split(foreseen, images.length);
    const map = maps.get(decoder.path) ?? (await learn(each[0]));
    each.forEach((latents, image) => {
      report({ kind: "preview", image, step, steps, ...size, pixels: previewPixels(map, latents) });
    });
  };
}
