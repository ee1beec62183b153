import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ClipEmbedder, clip } from "../embed/clip.js";
import type { StableDiffusionOptions } from "../generate/diffusion/diffusion-settings.js";
import { stableDiffusion } from "../generate/stable-diffusion.js";
import { SMALL_WORLD_FOLDER } from "../inference/model-files/bundled-models.js";
import { parseCalibration } from "../label/zero-shot/calibration.js";
import { zeroShotLabels } from "../label/zero-shot-labels.js";
import type { Generator, Labeler } from "../types.js";

/** The small world's models as helpers of a session. */
export interface SmallWorld {
  readonly embedder: ClipEmbedder;
  readonly labeler: Labeler;
  readonly generator: Generator;
}

/**
 * The guidance that follows prompts best by the independent judge (small-world/MODEL_CARD.md), as few forgotten sources as a new place needs,
 * and as many images at once as a small machine has room for.
 */
const GENERATION: StableDiffusionOptions = { guidance: 3, strength: 0.8, steps: 20, batch: 8 };

/** In words that this model knows; of the animal alone, like the captions of a hasty collection: colours, marks and places are left to whoever refines it. */
const FIRST_PROMPT = "[a photo of | a cartoon of | a sketch of] a [ | bright | dark] {class}";

/**
 * The models that come with the package, for the critters alone: a diffusion model, a CLIP, and a labeler that names what that CLIP sees
 * (kind, colour, coat, scene, medium, lighting, accessory; thresholds calibrated on renders). A session of critters has them when nothing else is asked for.
 * @param generation settings of the generator that shall differ: { strength: 0.5 } stays closer to the originals
 */
export function smallWorld(generation: StableDiffusionOptions = {}): SmallWorld {
  const embedder = clip("small-world-clip");
  const calibration = parseCalibration(JSON.parse(readFileSync(join(SMALL_WORLD_FOLDER, "labels.json"), "utf8")));
  return {
    embedder,
    labeler: zeroShotLabels(embedder, calibration),
    generator: {
      ...stableDiffusion("small-world-diffusion", { ...GENERATION, ...generation }),
      firstPrompt: FIRST_PROMPT,
    },
  };
}
