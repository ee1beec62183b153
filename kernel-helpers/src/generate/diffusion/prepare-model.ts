import type { Inference } from "../../inference/job.js";
import type { DiffusionSettings } from "./diffusion-settings.js";
import { type DiffusionModel, openModel } from "./open-model.js";
import { planSteps } from "./plan-steps.js";
import { type ModelFolder, readModelFolder } from "./read-model-folder.js";
import { type ParsedScheduler, parseSchedulerConfig } from "./schedulers/scheduler-config.js";
import { startIndex } from "./schedulers/start-index.js";

/** A model, its scheduler and the size of its images, checked against the settings. */
export interface ReadyModel {
  readonly model: DiffusionModel;
  readonly scheduler: ParsedScheduler;
  /** pixels */
  readonly width: number;
  readonly height: number;
}

/**
 * Reads a model and checks that it can do what the settings ask, before anything is spent on an image.
 * @throws Error for a model that cannot be used, RangeError for settings that do not fit it
 */
export async function prepareModel(
  directory: string,
  settings: DiffusionSettings,
  inference: Inference,
): Promise<ReadyModel> {
  const folder = await readModelFolder(directory);
  const { strength, steps, hasSource } = settings;
  if (hasSource && !folder.parts.vaeEncoder) {
    throw new Error(
      `stableDiffusion: ${directory} has no vae_encoder/model.onnx, which image-to-image needs; fetch it, or use { mode: "text-to-image" }.`,
    );
  }
  const scheduler = chooseScheduler(folder, settings);
  // what is wrong for any model is said before the networks are loaded
  if (hasSource && scheduler.name !== "lcm") startIndex(steps, strength);
  const model = await openModel(folder, inference);
  planSteps({ scheduler: scheduler.name, config: scheduler.config, steps, strength, facts: model.facts }, hasSource);
  const { width = model.trainedSize, height = model.trainedSize } = settings;
  refuseUnlessMultiple("width", width, model.facts.vaeFactor);
  refuseUnlessMultiple("height", height, model.facts.vaeFactor);
  return { model, scheduler, width, height };
}

function chooseScheduler(
  { directory, scheduler: file }: ModelFolder,
  { scheduler: wanted, eta }: DiffusionSettings,
): ParsedScheduler {
  if (file === null) {
    throw new Error(`stableDiffusion: ${directory} has no scheduler/scheduler_config.json; fetch it with the model.`);
  }
  const { name, config } = parseSchedulerConfig(file, wanted);
  return { name, config: { ...config, eta } };
}

function refuseUnlessMultiple(side: string, pixels: number, factor: number): void {
  if (pixels % factor === 0) return;
  const near = Math.max(factor, Math.round(pixels / factor) * factor);
  throw new RangeError(
    `stableDiffusion: ${side} ${pixels} is no multiple of ${factor}, as this model needs; give ${near}.`,
  );
}
