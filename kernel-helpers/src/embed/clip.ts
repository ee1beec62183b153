import { isAbsolute } from "node:path";
import type { Inference } from "../inference/job.js";
import { modelDirectory } from "../inference/model-files/model-directory.js";
import { sharedInference } from "../inference/shared-inference.js";
import type { CallOptions, Embedder, ImageRef, Matrix } from "../types.js";
import { chooseLogitScale } from "./clip/choose-logit-scale.js";
import { findClipFiles } from "./clip/clip-files.js";
import { createClipRunner } from "./clip/clip-runner.js";
import { digestFiles } from "./clip/digest-files.js";
import { hashFiles } from "./clip/hash-files.js";
import { createRowCache } from "./clip/row-cache.js";
import { type ZeroShotHead, zeroShotProbabilities } from "./clip/zero-shot-probabilities.js";

export interface ClipOptions {
  /** which files: "fp16" for vision_model_fp16.onnx, "quantized", "int8", ...; the plain ones when left out */
  readonly variant?: string;
  /** where the model runs; the package's own process on the CPU when left out */
  readonly inference?: Inference;
  /** what cosines are multiplied with before they become probabilities; read from the model where it shows it, else 100 */
  readonly logitScale?: number;
  /** what is added then; SigLIP's files in two parts do not show it, and its "sigmoid" needs it */
  readonly logitBias?: number;
}

export interface ZeroShotOptions extends CallOptions {
  /** the text made of a label; "{label}" stands for it; default "a photo of a {label}" */
  readonly template?: string;
  /** default "softmax" */
  readonly head?: ZeroShotHead;
}

/** Images and texts as vectors of one space. */
export interface ClipEmbedder extends Embedder {
  /** @returns shape (texts.length, d), rows L2-normalised; as long as rows of embed() */
  embedTexts(texts: readonly string[], options?: CallOptions): Promise<Matrix>;
  /** @returns shape (images.length, labels.length): how likely each label is for each image, in [0, 1] */
  zeroShot(images: readonly ImageRef[], labels: readonly string[], options?: ZeroShotOptions): Promise<Matrix>;
}

/**
 * A CLIP or SigLIP model from a folder as transformers.js or optimum write it: config.json, preprocessor_config.json, the tokenizer's
 * files, and text_model.onnx with vision_model.onnx or one model.onnx, there or in onnx/. It runs outside of this process.
 * A pulled model goes by its name, "clip-vit-b32". Vectors already made are kept in memory, by what the image file holds.
 * @throws Error that names the missing or damaged file; for the ONNX files themselves only when they are first used
 * @source Radford et al. 2021; Zhai et al. 2023; preprocessing as in transformers (Pillow)
 */
export function clip(directory: string, options: ClipOptions = {}): ClipEmbedder {
  const files = findClipFiles(isAbsolute(directory) ? directory : modelDirectory(directory), options.variant ?? null);
  const runner = createClipRunner(files, options.inference ?? sharedInference());
  const imageRows = createRowCache();
  const textRows = createRowCache();
  const given = { scale: options.logitScale, bias: options.logitBias };

  const embed = async (images: readonly ImageRef[], control: CallOptions = {}): Promise<Matrix> => {
    const pathsAt = (places: readonly number[]): string[] => places.map((place) => images[place].path);
    const hashes = await hashFiles(images, control.signal);
    return imageRows.rows(hashes, (places, some) => runner.embedImages(pathsAt(places), some), control);
  };
  const embedTexts = (texts: readonly string[], control: CallOptions = {}): Promise<Matrix> => {
    const textsAt = (places: readonly number[]): string[] => places.map((place) => texts[place]);
    return textRows.rows(texts, (places, some) => runner.embedTexts(textsAt(places), some), control);
  };
  return {
    name: `${files.family}-${digestFiles(files.all)}`,
    embed,
    embedTexts,
    zeroShot: async (images, labels, { template = "a photo of a {label}", head = "softmax", ...control } = {}) => {
      const { signal } = control;
      const texts = await embedTexts(fillTemplate(template, labels), { signal });
      const scale = await chooseLogitScale(given, head, files.family, () => runner.measureLogits({ signal }));
      return zeroShotProbabilities(await embed(images, control), texts, scale, head);
    },
  };
}

function fillTemplate(template: string, labels: readonly string[]): string[] {
  if (!template.includes("{label}")) {
    throw new RangeError(`zeroShot: the template "${template}" has no {label}; write where the label goes.`);
  }
  // a function, so that "$&" in a label stays what it is
  return labels.map((label) => template.replaceAll("{label}", () => label));
}
