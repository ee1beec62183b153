/** The servers that speak OpenAI's image API, each in its own way. */
export type OpenaiProfile = "openai" | "vllm-omni" | "sglang" | "localai" | "sd.cpp";

/** What a person may set for every image; each profile honours some. */
export interface ImageSettings {
  /** "1024x1024"; "auto" where the profile knows it */
  readonly size?: string;
  readonly quality?: string;
  /** how far from the source, in (0, 1]; 1 keeps nothing of it */
  readonly strength?: number;
  /** how closely to follow the prompt; 0 or more */
  readonly guidance?: number;
  readonly negativePrompt?: string;
  /** denoising steps */
  readonly steps?: number;
}

/** One image's part of a request. */
export interface ProfileRequest extends ImageSettings {
  readonly prompt: string;
  readonly seed: number;
}

/** How a server wants it said. */
export interface ProfileTraits {
  readonly supports: readonly (keyof ImageSettings)[];
  readonly hasSeed: boolean;
  /** how a source image is sent: as a file to images/edits, or as base64 in the field "file" of images/generations */
  readonly sendsSource: "edit" | "file";
  /** true: without a size the server would choose one that has nothing to do with the source */
  readonly needsSize: boolean;
  readonly usualConcurrency: number;
  /** the seed as it is really sent */
  seed?(seed: number): number;
  prompt(request: ProfileRequest): string;
  /** every other field of the request */
  fields(request: ProfileRequest): Readonly<Record<string, string | number | undefined>>;
}

const asWritten = ({ prompt }: ProfileRequest): string => prompt;

/** Both servers let response_format and seed default to something else, so both are always sent. */
const vllmOmni: ProfileTraits = {
  supports: ["size", "guidance", "negativePrompt", "steps"],
  hasSeed: true,
  sendsSource: "edit",
  needsSize: false,
  usualConcurrency: 1,
  prompt: asWritten,
  fields: ({ size, guidance, negativePrompt, steps, seed }) => ({
    size,
    response_format: "b64_json",
    seed,
    guidance_scale: guidance,
    negative_prompt: negativePrompt,
    num_inference_steps: steps,
  }),
};

/**
 * What each server honours, as its documentation or source said in 2026.
 * @source openai-node 6.49 images.d.ts; vllm-omni docs/serving/image_edit_api.md; sglang multimodal_gen/runtime/entrypoints/openai/image_api.py;
 *   LocalAI core/http/endpoints/openai/image.go; stable-diffusion.cpp examples/server/api.md
 */
export const openaiProfiles: Readonly<Record<OpenaiProfile, ProfileTraits>> = {
  openai: {
    supports: ["size", "quality"],
    hasSeed: false,
    sendsSource: "edit",
    needsSize: false,
    usualConcurrency: 4,
    prompt: asWritten,
    fields: ({ size, quality }) => ({ size, quality }),
  },
  "vllm-omni": vllmOmni,
  sglang: vllmOmni,
  localai: {
    supports: ["size", "negativePrompt", "steps"],
    hasSeed: true,
    sendsSource: "file",
    needsSize: true,
    usualConcurrency: 1,
    seed: (seed) => seed % 2 ** 31, // its backends take 32 bits with a sign
    // what follows a bar is the negative prompt
    prompt: ({ prompt, negativePrompt }) =>
      [prompt, negativePrompt ?? ""]
        .map((text) => text.replaceAll("|", " "))
        .filter((text) => text !== "")
        .join("|"),
    fields: ({ size, steps, seed }) => ({ size, response_format: "b64_json", seed, step: steps }),
  },
  "sd.cpp": {
    supports: ["size", "strength", "guidance", "negativePrompt", "steps"],
    hasSeed: true,
    sendsSource: "edit",
    needsSize: true,
    usualConcurrency: 1,
    prompt: withExtraArguments,
    fields: ({ size }) => ({ size }),
  },
};

/** stable-diffusion.cpp takes what OpenAI's API has no field for as JSON inside the prompt; the first such block counts, and all are taken out. */
function withExtraArguments({ prompt, seed, strength, guidance, negativePrompt, steps }: ProfileRequest): string {
  const guidanceOfText = guidance === undefined ? undefined : { txt_cfg: guidance };
  const extra = JSON.stringify({
    seed,
    strength,
    negative_prompt: negativePrompt,
    sample_params: { sample_steps: steps, guidance: guidanceOfText },
  });
  return `<sd_cpp_extra_args>${extra.replaceAll("<", "\\u003c")}</sd_cpp_extra_args>${prompt}`;
}
