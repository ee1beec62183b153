import type { Inference } from "../../inference/job.js";
import type { PerturbationScore } from "./gif-score.js";
import type { SchedulerName } from "./schedulers/scheduler-config.js";
import { schedulerNames } from "./schedulers/scheduler-config.js";

/** A search around each finished latent image, in the manner of GIF but without derivatives. */
export interface PerturbationOptions {
  /** scores decoded candidates, more is better; gifStyleScore() makes one from a classifier */
  readonly score: PerturbationScore;
  /** the best of several drawn perturbations, or one step of simultaneous perturbation (SPSA); default "best-of" */
  readonly method?: "best-of" | "spsa";
  /** how often the VAE decodes per image: what the search costs; default 8 */
  readonly decodes?: number;
  /** how far a latent point may move; default 0.8 */
  readonly ball?: number;
}

export interface StableDiffusionOptions {
  /** image-to-image: 0 keeps the source, 1 forgets it; default 0.5 */
  readonly strength?: number;
  /** how strictly the prompt is followed; up to 1: not at all enforced, and twice as fast (Turbo models); default 7.5 */
  readonly guidance?: number;
  /** steps over the whole range; image-to-image takes steps * strength of them; default 20 */
  readonly steps?: number;
  /** default: what the model's scheduler_config.json names */
  readonly scheduler?: SchedulerName;
  /** DDIM: share of fresh noise in each step, in [0, 1]; default 0 */
  readonly eta?: number;
  /** what the image should not show; default "" */
  readonly negativePrompt?: string;
  /** pixels; default: the size the model was trained with. The source is scaled to it, proportions not kept. */
  readonly width?: number;
  readonly height?: number;
  /** default "image-to-image" */
  readonly mode?: "image-to-image" | "text-to-image";
  /** images made together; default 1 */
  readonly batch?: number;
  readonly perturbation?: PerturbationOptions;
  /** ONNX Runtime's execution providers in the order to try, e.g. ["cuda", "cpu"]: a process of its own; default: the shared one, on the CPU */
  readonly providers?: readonly string[];
  /** the inference process to use instead */
  readonly inference?: Inference;
}

/** Options with their defaults filled in. */
export interface DiffusionSettings {
  readonly strength: number;
  readonly guidance: number;
  readonly steps: number;
  readonly scheduler: SchedulerName | undefined;
  readonly eta: number;
  readonly negativePrompt: string;
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly hasSource: boolean;
  readonly batch: number;
  readonly perturbation: Required<PerturbationOptions> | null;
}

/** @throws RangeError that names the option and what it may be */
export function diffusionSettings(options: StableDiffusionOptions): DiffusionSettings {
  const { strength = 0.5, guidance = 7.5, steps = 20, eta = 0, batch = 1, mode = "image-to-image" } = options;
  const { width, height, scheduler, perturbation } = options;
  demand("strength", strength, strength > 0 && strength <= 1, "a number above 0, at most 1");
  demand("guidance", guidance, Number.isFinite(guidance) && guidance >= 0, "a number of 0 or more");
  demand("steps", steps, Number.isInteger(steps) && steps >= 1, "a whole number of 1 or more");
  demand("eta", eta, eta >= 0 && eta <= 1, "a number from 0 to 1");
  demand("batch", batch, Number.isInteger(batch) && batch >= 1, "a whole number of 1 or more");
  demand("mode", mode, ["image-to-image", "text-to-image"].includes(mode), '"image-to-image" or "text-to-image"');
  demand("width", width, width === undefined || (Number.isInteger(width) && width > 0), "a whole number of pixels");
  demand(
    "height",
    height,
    height === undefined || (Number.isInteger(height) && height > 0),
    "a whole number of pixels",
  );
  demand(
    "scheduler",
    scheduler,
    scheduler === undefined || schedulerNames.includes(scheduler),
    schedulerNames.join(", "),
  );
  return {
    ...{ strength, guidance, steps, eta, batch, width, height, scheduler },
    negativePrompt: options.negativePrompt ?? "",
    hasSource: mode === "image-to-image",
    perturbation: perturbation ? perturbationSettings(perturbation) : null,
  };
}

function perturbationSettings(options: PerturbationOptions): Required<PerturbationOptions> {
  const { score, method = "best-of", decodes = 8, ball = 0.8 } = options;
  const least = method === "spsa" ? 3 : 1;
  demand("perturbation.method", method, ["best-of", "spsa"].includes(method), '"best-of" or "spsa"');
  demand(
    "perturbation.decodes",
    decodes,
    Number.isInteger(decodes) && decodes >= least,
    `a whole number of ${least} or more`,
  );
  demand("perturbation.ball", ball, ball > 0, "a number above 0");
  return { score, method, decodes, ball };
}

function demand(name: string, value: unknown, isGood: boolean, wanted: string): void {
  if (!isGood) throw new RangeError(`stableDiffusion: ${name} is ${JSON.stringify(value)}; give ${wanted}.`);
}
