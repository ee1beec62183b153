import type { JobContext, ModelSession, TensorInfo } from "../../inference/job.js";
import type { ModelFacts, ModelParts } from "./diffusion-input.js";
import type { FolderSettings } from "./read-model-folder.js";
import { toTensor } from "./tensors.js";

export interface DescribeInput {
  readonly parts: ModelParts;
  readonly settings: FolderSettings;
}

export interface ModelDescription {
  readonly facts: ModelFacts;
  /** tokens a text encoder takes, where its input says so */
  readonly textLength: number | null;
  /** the VAE encoder draws its noise itself, so that a seed does not settle it */
  readonly drawsInside: boolean;
}

/** Points a side of the latent image that a decoder is measured with. */
const PROBE = 8;
/** What latents are scaled with where no config file says so: SDXL, all before it. */
const XL_SCALING = 0.13025;
const SCALING = 0.18215;

/**
 * Loads every network once and learns how they fit together. Runs in the inference process.
 * @throws Error that names the network that cannot be loaded or does not fit
 */
export async function run(message: unknown, { loadSession }: JobContext): Promise<ModelDescription> {
  const { parts, settings } = message as DescribeInput;
  const decoder = await loadSession(parts.vaeDecoder);
  const encoder = parts.vaeEncoder ? await loadSession(parts.vaeEncoder) : null;
  const text = await loadSession(parts.textEncoder);
  if (parts.textEncoder2) await loadSession(parts.textEncoder2);
  const unet = await loadSession(parts.unet);
  const latentChannels =
    count(decoder.inputs[0], 1) ?? count(unet.inputs.find(isSample), 1) ?? settings.latentChannels ?? 4;
  const isXl = unet.inputs.some(({ name }) => name === "text_embeds");
  refuseOtherUnets(unet, latentChannels, isXl && !parts.textEncoder2);
  const guidance = unet.inputs.find(({ name }) => name === "timestep_cond");
  return {
    facts: {
      latentChannels,
      vaeFactor: settings.vaeFactor ?? (await measureFactor(decoder, latentChannels)),
      scaling: settings.scaling ?? (isXl ? XL_SCALING : SCALING),
      shift: settings.shift ?? 0,
      isXl,
      guidanceSize: guidance ? (count(guidance, 1) ?? settings.guidanceSize ?? 256) : null,
    },
    textLength: count(text.inputs[0], 1),
    drawsInside: encoder ? drawsInside(encoder.outputs[0], latentChannels) : false,
  };
}

const isSample = ({ name }: TensorInfo): boolean => name === "sample";

/** A dimension, where it is fixed. */
function count(info: TensorInfo | undefined, axis: number): number | null {
  const dim = info?.dims[axis];
  return typeof dim === "number" ? dim : null;
}

function refuseOtherUnets(unet: ModelSession, latentChannels: number, isRefiner: boolean): void {
  const channels = count(unet.inputs.find(isSample), 1);
  if (channels !== null && channels !== latentChannels) {
    throw new Error(
      `${unet.path}: takes ${channels} channels where the VAE has ${latentChannels} (an inpainting or upscaling model); choose a text-to-image model.`,
    );
  }
  if (isRefiner)
    throw new Error(`${unet.path}: an SDXL UNet, but there is no text_encoder_2/model.onnx; fetch the whole model.`);
}

async function measureFactor(decoder: ModelSession, channels: number): Promise<number> {
  const [input] = decoder.inputs;
  const zeros = new Float32Array(channels * PROBE * PROBE);
  const [output] = Object.values(
    await decoder.run({ [input.name]: toTensor(input, zeros, [1, channels, PROBE, PROBE]) }),
  );
  return output.dims[3] / PROBE;
}

function drawsInside(output: TensorInfo, latentChannels: number): boolean {
  const channels = count(output, 1);
  return channels === null ? output.name === "latent_sample" : channels === latentChannels;
}
