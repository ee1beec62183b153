/** What a model is for: image and text embeddings, or making images. */
export type ModelKind = "clip" | "diffusion";

/** A public ONNX export that can be pulled by a short name. */
export interface KnownModel {
  /** what follows "npx datacrafter pull" */
  readonly name: string;
  readonly kind: ModelKind;
  /** owner/name on the hub */
  readonly repository: string;
  /** a commit where one was on record, else a branch, whose commit is pinned by the first pull */
  readonly revision: string;
  /** the files pulled; "*" stands for anything within one folder. Each must match something. */
  readonly files: readonly string[];
  /** approximate, from listings read elsewhere; the true size is shown before a download */
  readonly bytes: number;
  readonly licence: string;
  /** what a user must know before the download; "" when nothing */
  readonly note: string;
}

/** The first four must be there; "*.json" brings what else the tokenizer has. */
const CLIP_CONFIGS = ["config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json", "*.json"];
const CLIP_FILES = [...CLIP_CONFIGS, "onnx/text_model.onnx", "onnx/vision_model.onnx"];

const DIFFUSION_FILES = [
  "model_index.json",
  "scheduler/*.json",
  "tokenizer/*",
  "text_encoder/*.onnx",
  "vae_encoder/*",
  "vae_decoder/*",
];

/** MIT is that of OpenAI's own repository; the exports state none. */
const OPENAI_CLIP_LICENCE = "MIT (of OpenAI's CLIP; the export states none)";

/** Well-known public exports. Names, sizes and licences come from stored pages of the hub; docs/models.md says which were tried. */
export const KNOWN_MODELS: readonly KnownModel[] = [
  {
    name: "clip-vit-b32",
    kind: "clip",
    repository: "Xenova/clip-vit-base-patch32",
    revision: "4c1807b705b1d015fb032789cc4d221b23025a6f",
    files: CLIP_FILES,
    bytes: 609e6,
    licence: OPENAI_CLIP_LICENCE,
    note: "",
  },
  {
    name: "clip-vit-b32-int8",
    kind: "clip",
    repository: "Xenova/clip-vit-base-patch32",
    revision: "4c1807b705b1d015fb032789cc4d221b23025a6f",
    files: [...CLIP_CONFIGS, "onnx/text_model_quantized.onnx", "onnx/vision_model_quantized.onnx"],
    bytes: 157e6,
    licence: OPENAI_CLIP_LICENCE,
    note: 'Load it with { variant: "quantized" }. Smaller, a little less exact.',
  },
  {
    name: "clip-vit-b16",
    kind: "clip",
    repository: "Xenova/clip-vit-base-patch16",
    revision: "main",
    files: CLIP_FILES,
    bytes: 602e6,
    licence: OPENAI_CLIP_LICENCE,
    note: "",
  },
  {
    name: "clip-vit-l14",
    kind: "clip",
    repository: "Xenova/clip-vit-large-patch14",
    revision: "main",
    files: CLIP_FILES,
    bytes: 1.72e9,
    licence: OPENAI_CLIP_LICENCE,
    note: "",
  },
  {
    name: "siglip2-base",
    kind: "clip",
    repository: "onnx-community/siglip2-base-patch16-224-ONNX",
    revision: "ba1f3b0843f24bc5417d38e19c37b287d719b2f4",
    files: CLIP_FILES,
    bytes: 1.54e9,
    licence: "Apache-2.0",
    note: "Understands many languages.",
  },
  {
    name: "sd-1.5",
    kind: "diffusion",
    repository: "onnx-community/stable-diffusion-v1-5-ONNX",
    revision: "main",
    files: [...DIFFUSION_FILES, "unet/*"],
    bytes: 4.27e9,
    licence: "CreativeML OpenRAIL-M",
    note: "The licence forbids some uses. Without the repository's safety checker.",
  },
  {
    name: "lcm-dreamshaper-v7",
    kind: "diffusion",
    repository: "SimianLuo/LCM_Dreamshaper_v7",
    revision: "a85df6a8bd976cdd08b4fd8f3b73f229c9e54df5",
    files: [...DIFFUSION_FILES, "text_encoder/config.json", "unet/config.json", "unet/*.onnx", "unet/*.onnx_data"],
    bytes: 4.27e9,
    licence: "MIT",
    note: "4 to 8 steps an image. Without the repository's safety checker.",
  },
  {
    name: "sd-turbo",
    kind: "diffusion",
    repository: "tlwu/sd-turbo-onnxruntime",
    revision: "a740aad94839ac6a36129e027ea7e48601c3f1b5",
    files: [...DIFFUSION_FILES, "unet/*"],
    bytes: 2.58e9,
    licence: "Stability AI Non-Commercial Community (sai-nc-community)",
    note: "Not for commercial use. Needs CUDA: its files run on no other provider.",
  },
];

/** The known model of that name; null when there is none. */
export function findKnownModel(name: string): KnownModel | null {
  return KNOWN_MODELS.find((model) => model.name === name) ?? null;
}
