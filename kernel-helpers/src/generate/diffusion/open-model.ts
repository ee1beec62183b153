import { join } from "node:path";
import { builtFile } from "../../inference/built-file.js";
import type { Inference } from "../../inference/job.js";
import { loadTokenizer, type TextTokenizer } from "../../inference/tokenizer.js";
import type { DescribeInput, ModelDescription } from "./describe-job.js";
import type { ModelFacts, ModelParts } from "./diffusion-input.js";
import { digestFolders } from "./digest-folders.js";
import type { ModelFolder } from "./read-model-folder.js";

/** CLIP's length. */
const USUAL_LENGTH = 77;
/** Latent points a side that SD 1.x was trained with. */
const USUAL_LATENT_SIZE = 64;

/** A model that is ready to make images. */
export interface DiffusionModel {
  readonly parts: ModelParts;
  readonly facts: ModelFacts;
  readonly tokenizers: readonly TextTokenizer[];
  /** tokens per text */
  readonly textLength: number;
  /** an empty negative prompt counts as no text at all */
  readonly isEmptyZero: boolean;
  /** pixels a side that the model was trained with */
  readonly trainedSize: number;
  /** the VAE encoder draws its noise itself: a seed does not settle an image made from an image */
  readonly drawsInside: boolean;
  /** sha256 over the files, hex */
  readonly digest: string;
}

/**
 * Loads a model's tokenizers here and its networks in the inference process, once, to learn how they fit together.
 * @throws Error that names the part that is missing, damaged or of the wrong kind
 */
export async function openModel(folder: ModelFolder, inference: Inference): Promise<DiffusionModel> {
  const { parts, settings, directory } = folder;
  const tokenizers = await Promise.all(folder.tokenizers.map(loadTokenizer));
  const input: DescribeInput = { parts, settings };
  const job = builtFile("generate/diffusion/describe-job");
  const described = (await inference.run(job, input)) as ModelDescription;
  const folders = ["text_encoder", "text_encoder_2", "unet", "vae_encoder", "vae_decoder", "scheduler"];
  return {
    parts,
    facts: described.facts,
    tokenizers,
    textLength: described.textLength ?? settings.textLength ?? tokenizers[0].maxLength ?? USUAL_LENGTH,
    isEmptyZero: settings.isEmptyZero && described.facts.isXl,
    trainedSize: (settings.latentSize ?? USUAL_LATENT_SIZE) * described.facts.vaeFactor,
    drawsInside: described.drawsInside,
    digest: await digestFolders(directory, [...folders.map((name) => join(directory, name)), ...folder.tokenizers]),
  };
}
