import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Where test/golden/make-diffusion.py left its models and numbers. */
export const GOLDEN: string = join(__dirname, "../../golden/diffusion");

/** Which of the made networks are the parts of a model; the folders' names are those of the published layouts. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sd: part("text_encoder", "unet", "vae_encoder"),
  fp16: part("text_encoder", "unet_fp16", "vae_encoder"),
  int8: part("text_encoder", "unet_int8", "vae_encoder"),
  // no config files, a VAE encoder that samples
  old: part("text_encoder_int32", "unet_old", "vae_encoder_old"),
  lcm: part("text_encoder", "unet_lcm", "vae_encoder"),
  xl: {
    ...part("text_encoder_hidden", "unet_xl", "vae_encoder"),
    text_encoder_2: "text_encoder_2",
    tokenizer_2: "tokenizer_2",
  },
};

function part(text: string, unet: string, encoder: string): Record<string, string> {
  return { tokenizer: "tokenizer", text_encoder: text, unet, vae_encoder: encoder, vae_decoder: "vae_decoder" };
}

/** The scheduler of SD 1.5, with DDIM instead of PNDM. */
export const SD_SCHEDULER = {
  _class_name: "DDIMScheduler",
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: "scaled_linear",
  num_train_timesteps: 1000,
  steps_offset: 1,
  clip_sample: false,
  set_alpha_to_one: false,
};

const made: string[] = [];

/** A model folder as published ones are, in a temporary place. */
export async function modelFolder(variant: string, schedulerConfig: unknown = SD_SCHEDULER): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "datacrafter-model-"));
  made.push(directory);
  for (const [name, source] of Object.entries(VARIANTS[variant])) await unpack(source, join(directory, name));
  if (variant === "old") await rm(join(directory, "text_encoder", "config.json"));
  if (variant === "old") await rm(join(directory, "vae_decoder", "config.json"));
  await mkdir(join(directory, "scheduler"));
  await writeFile(join(directory, "scheduler", "scheduler_config.json"), JSON.stringify(schedulerConfig));
  const index = variant === "xl" ? { force_zeros_for_empty_prompt: true } : {};
  await writeFile(join(directory, "model_index.json"), JSON.stringify(index));
  return directory;
}

/** Removes what modelFolder made. */
export async function removeModelFolders(): Promise<void> {
  await Promise.all(made.splice(0).map((directory) => rm(directory, { recursive: true })));
}

async function unpack(name: string, folder: string): Promise<void> {
  const from = join(GOLDEN, "parts", name);
  await mkdir(folder);
  for (const file of await readdir(from)) {
    if (!file.endsWith(".gz")) await cp(join(from, file), join(folder, file));
    else await writeFile(join(folder, file.slice(0, -3)), gunzipSync(await readFile(join(from, file))));
  }
}

/** One run of a diffusers pipeline. */
export interface GoldenRun {
  readonly name: string;
  readonly variant: string;
  readonly mode: "image-to-image" | "text-to-image";
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly scheduler: string;
  readonly schedulerConfig: Readonly<Record<string, unknown>>;
  readonly guidance: number;
  readonly strength: number;
  /** as asked for */
  readonly asked: number;
  /** as taken: the network's calls */
  readonly steps: number;
  readonly ids: readonly (readonly number[])[];
  readonly arrays: Readonly<Record<string, Float32Array>>;
  /** height * width * 3, in [0, 1] */
  readonly image: Float32Array;
}

/** Every run that test/golden/make-diffusion.py recorded. */
export async function readRuns(): Promise<GoldenRun[]> {
  const names = (await readdir(join(GOLDEN, "pipelines"))).filter((name) => name.endsWith(".json"));
  return Promise.all(names.map((name) => readRun(name.slice(0, -".json".length))));
}

async function readRun(name: string): Promise<GoldenRun> {
  const meta = JSON.parse(
    (await readFile(join(GOLDEN, "pipelines", `${name}.json`), "utf8")).replace(/-Infinity/g, "null"),
  );
  const bytes = Uint8Array.from(await readFile(join(GOLDEN, "pipelines", `${name}.bin`)));
  const places = Object.entries(meta.arrays as Record<string, [number, number]>);
  const arrays = Object.fromEntries(
    places.map(([key, [offset, length]]) => [key, new Float32Array(bytes.buffer, offset * 4, length)]),
  );
  const pixels = new Uint16Array(bytes.buffer.slice(Math.max(...places.map(([, [o, n]]) => (o + n) * 4))));
  return { ...meta, name, asked: meta.askedSteps, arrays, image: Float32Array.from(pixels, (value) => value / 65535) };
}
