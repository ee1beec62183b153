import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ModelParts } from "./diffusion-input.js";
import { parsePythonJson } from "./parse-python-json.js";

/** A diffusion model on disk: optimum's layout, or the older one of diffusers. */
export interface ModelFolder {
  readonly directory: string;
  readonly parts: ModelParts;
  /** folders of the tokenizers, one per text encoder */
  readonly tokenizers: readonly string[];
  /** scheduler_config.json, parsed; null where there is none */
  readonly scheduler: unknown;
  /** what the config files say; null where they do not */
  readonly settings: FolderSettings;
}

export interface FolderSettings {
  readonly latentChannels: number | null;
  readonly vaeFactor: number | null;
  readonly scaling: number | null;
  readonly shift: number | null;
  readonly guidanceSize: number | null;
  /** width and height of the latent images the model was trained with */
  readonly latentSize: number | null;
  readonly textLength: number | null;
  /** an empty negative prompt counts as no text at all (zeros) */
  readonly isEmptyZero: boolean;
}

const NEEDED = ["text_encoder", "unet", "vae_decoder"];
const MEND =
  'Needed are text_encoder/, unet/ and vae_decoder/ (each with a model.onnx), tokenizer/ and scheduler/, and vae_encoder/ for image-to-image. Export a model so with "optimum-cli export onnx --model NAME DIR", or fetch one with "npx datacrafter pull NAME".';

const numeric = z.number().nullish().catch(null);
const CONFIG = z
  .object({
    latent_channels: numeric,
    block_out_channels: z.array(z.number()).nullish().catch(null),
    scaling_factor: numeric,
    shift_factor: numeric,
    time_cond_proj_dim: numeric,
    sample_size: numeric,
    max_position_embeddings: numeric,
    force_zeros_for_empty_prompt: z.boolean().nullish().catch(null),
  })
  .catch({});

/**
 * Finds a model's parts.
 * @throws Error that names every part that is missing and how to get them, or the config file that is damaged
 */
export async function readModelFolder(directory: string): Promise<ModelFolder> {
  const found = new Map<string, string | null>();
  for (const part of ["text_encoder", "text_encoder_2", "unet", "vae_encoder", "vae_decoder"]) {
    found.set(part, await findOnnx(directory, part));
  }
  const hasTokenizer = (await list(join(directory, "tokenizer"))).length > 0;
  await refuseUnlessWhole(directory, found, hasTokenizer);
  const second = found.get("text_encoder_2") ?? null;
  return {
    directory,
    parts: {
      textEncoder: found.get("text_encoder") as string,
      textEncoder2: second,
      unet: found.get("unet") as string,
      vaeEncoder: found.get("vae_encoder") ?? null,
      vaeDecoder: found.get("vae_decoder") as string,
    },
    tokenizers: ["tokenizer", ...(second ? ["tokenizer_2"] : [])].map((name) => join(directory, name)),
    scheduler: await readJson(join(directory, "scheduler", "scheduler_config.json")),
    settings: await readSettings(directory),
  };
}

async function refuseUnlessWhole(
  directory: string,
  found: ReadonlyMap<string, string | null>,
  hasTokenizer: boolean,
): Promise<void> {
  const missing = NEEDED.filter((part) => !found.get(part)).map((part) => `${part}/model.onnx`);
  if (!hasTokenizer) missing.push("tokenizer/");
  if (missing.length === 0) return;
  const names = await list(directory);
  if (names.includes("transformer")) {
    throw new Error(
      `stableDiffusion: ${directory} holds a transformer model (SD3, Flux), which is not supported. ${MEND}`,
    );
  }
  const isThere = names.length > 0 ? "has" : "is no folder or an empty one; it has";
  throw new Error(`stableDiffusion: ${directory} ${isThere} no ${missing.join(", no ")}. ${MEND}`);
}

/** model.onnx, or the only .onnx file there is. */
async function findOnnx(directory: string, part: string): Promise<string | null> {
  const models = (await list(join(directory, part))).filter((name) => name.endsWith(".onnx"));
  if (models.includes("model.onnx")) return join(directory, part, "model.onnx");
  if (models.length < 2) return models[0] ? join(directory, part, models[0]) : null;
  throw new Error(
    `stableDiffusion: ${join(directory, part)} has ${models.join(", ")}; call the one to use model.onnx.`,
  );
}

async function readSettings(directory: string): Promise<FolderSettings> {
  const read = async (...names: string[]) => CONFIG.parse((await readJson(join(directory, ...names))) ?? {});
  const vae = await read("vae_decoder", "config.json");
  const unet = await read("unet", "config.json");
  const text = await read("text_encoder", "config.json");
  const index = await read("model_index.json");
  return {
    latentChannels: vae.latent_channels ?? null,
    vaeFactor: vae.block_out_channels ? 2 ** (vae.block_out_channels.length - 1) : null,
    scaling: vae.scaling_factor ?? null,
    shift: vae.shift_factor ?? null,
    guidanceSize: unet.time_cond_proj_dim ?? null,
    latentSize: unet.sample_size ?? null,
    textLength: text.max_position_embeddings ?? null,
    isEmptyZero: index.force_zeros_for_empty_prompt ?? false,
  };
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return parsePythonJson(text);
  } catch (cause) {
    throw new Error(`${path} is damaged (${(cause as Error).message}); fetch it again.`, { cause });
  }
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
}
