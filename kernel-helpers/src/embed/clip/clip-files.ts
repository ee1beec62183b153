import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type ImageSettings, parseImageSettings } from "./image-settings.js";

/** A CLIP or SigLIP model on disk. */
export interface ClipFiles {
  readonly directory: string;
  /** "clip", "siglip", ...: config.json's model_type; "clip" where it says none */
  readonly family: string;
  /** the ONNX file images go through; the same as text in a model of one file */
  readonly vision: string;
  /** the ONNX file texts go through; null when there is none */
  readonly text: string | null;
  readonly imageSettings: ImageSettings;
  /** config.json's text_config.max_position_embeddings, in tokens; null where it says none */
  readonly textLength: number | null;
  /** every file an image's embedding depends on, external weights included */
  readonly all: readonly string[];
}

/**
 * Finds the parts of a model in a transformers.js or optimum folder: text_model.onnx and vision_model.onnx, or one model.onnx, in
 * onnx/ or beside the configuration.
 * @param variant the end of the files' names, "fp16" for vision_model_fp16.onnx; null for the plain files
 * @throws Error that names the missing file, and the variants that are there
 */
export function findClipFiles(directory: string, variant: string | null): ClipFiles {
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new Error(
      `clip: there is no folder ${directory}; run "npx datacrafter pull clip-vit-b32" once and give its folder.`,
    );
  }
  const end = variant === null ? ".onnx" : `_${variant}.onnx`;
  const find = (name: string): string | undefined =>
    [join(directory, "onnx", name + end), join(directory, name + end)].find((path) => existsSync(path));
  const vision = find("vision_model");
  const whole = vision ? undefined : find("model");
  const model = vision ?? whole;
  if (!model) throw new Error(missingModel(directory, end));
  const config = readConfig(join(directory, "config.json")) ?? {};
  const processor = readConfig(join(directory, "preprocessor_config.json"));
  if (!processor) {
    throw new Error(
      `clip: no preprocessor_config.json in ${directory}; copy it there from where the model came from: it says how large an image is made and how its colours are scaled.`,
    );
  }
  const length = (config.text_config as { readonly max_position_embeddings?: unknown } | undefined)
    ?.max_position_embeddings;
  return {
    directory,
    family: typeof config.model_type === "string" ? config.model_type : "clip",
    vision: model,
    text: whole ?? find("text_model") ?? null,
    imageSettings: settingsOf(join(directory, "preprocessor_config.json"), processor),
    textLength: typeof length === "number" ? length : null,
    all: [...withWeights(model), join(directory, "preprocessor_config.json")],
  };
}

/** An ONNX file and what lies beside it under its name: model.onnx_data, model.onnx.data. */
function withWeights(path: string): string[] {
  const name = basename(path);
  const files = readdirSync(dirname(path)).filter((file) => file.startsWith(name));
  return files.sort().map((file) => join(dirname(path), file));
}

function missingModel(directory: string, end: string): string {
  const found = [join(directory, "onnx"), directory]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).filter((file) => file.endsWith(".onnx")));
  const wanted = `vision_model${end} and text_model${end}, or model${end}, in ${directory} or its onnx folder`;
  const variants = new Set(found.flatMap((file) => /^(?:vision_)?model(?:_(.+))?\.onnx$/.exec(file)?.[1] ?? []));
  if (variants.size > 0) {
    const names = [...variants].map((name) => `{ variant: "${name}" }`).join(" or ");
    return `clip: there is no ${wanted}; there are other variants: give ${names}.`;
  }
  const there = found.length > 0 ? `${found.join(", ")} cannot embed images` : "there is no .onnx file at all";
  return `clip: there is no ${wanted}; ${there}. Run "npx datacrafter pull clip-vit-b32", or export a model with "optimum-cli export onnx --model openai/clip-vit-base-patch32 ${directory}".`;
}

function settingsOf(path: string, config: Readonly<Record<string, unknown>>): ImageSettings {
  try {
    return parseImageSettings(config);
  } catch (error) {
    throw new Error(`clip: ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function readConfig(path: string): Readonly<Record<string, unknown>> | null {
  if (!existsSync(path)) return null;
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(`clip: ${path} is not JSON (${(error as Error).message}); download it again.`, { cause: error });
  }
  if (typeof config !== "object" || config === null)
    throw new Error(`clip: ${path} holds no settings; download it again.`);
  return config as Readonly<Record<string, unknown>>;
}
