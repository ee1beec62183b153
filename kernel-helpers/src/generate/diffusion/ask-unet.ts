import type { ModelSession, Tensor, TensorInfo } from "../../inference/job.js";
import type { ModelFacts } from "./diffusion-input.js";
import type { TextStates } from "./encode-texts.js";
import { guidanceEmbedding } from "./guidance-embedding.js";
import { toFloats, toTensor } from "./tensors.js";

/** What stays the same in every step. */
export interface UnetSettings {
  readonly facts: ModelFacts;
  readonly texts: TextStates;
  readonly guidance: number;
  /** pixels */
  readonly width: number;
  readonly height: number;
  /** latent images per run: the texts' number */
  readonly rows: number;
}

/** The UNet's answer to a sample of shape (rows, channels, h, w) at a time. */
export type AskUnet = (sample: Float32Array, timestep: number) => Promise<Float32Array>;

/**
 * Fits tensors to the UNet's inputs, whatever their types and ranks.
 * @throws Error when the model has no input "timestep" or "sample"
 */
export function askUnet(unet: ModelSession, settings: UnetSettings): AskUnet {
  const { facts, rows, width, height } = settings;
  const sampleInfo = findInput(unet, "sample");
  const timeInfo = findInput(unet, "timestep");
  const dims = [rows, facts.latentChannels, height / facts.vaeFactor, width / facts.vaeFactor];
  const constant = constantFeeds(unet, settings);
  const output = unet.outputs[0].name;
  return async (sample, timestep) => {
    const answer = await unet.run({
      ...constant,
      [sampleInfo.name]: toTensor(sampleInfo, sample, dims),
      [timeInfo.name]: timeTensor(timeInfo, sampleInfo, timestep, rows),
    });
    return toFloats(answer[output]);
  };
}

function findInput(unet: ModelSession, name: string): TensorInfo {
  const found = unet.inputs.find((input) => input.name === name);
  if (found) return found;
  const names = unet.inputs.map((input) => input.name).join(", ");
  throw new Error(`${unet.path}: takes ${names}; an input "${name}" was expected of a diffusion UNet.`);
}

function constantFeeds(
  unet: ModelSession,
  { texts, facts, guidance, width, height, rows }: UnetSettings,
): Record<string, Tensor> {
  const values: Readonly<Record<string, () => [Float32Array, number[]]>> = {
    encoder_hidden_states: () => [texts.states, [rows, texts.length, texts.size]],
    text_embeds: () => [texts.pooled ?? new Float32Array(0), [rows, (texts.pooled?.length ?? 0) / rows]],
    // the size of the original, where it was cut, the size wanted
    time_ids: () => [repeat(Float32Array.of(height, width, 0, 0, height, width), rows), [rows, 6]],
    timestep_cond: () => [
      repeat(guidanceEmbedding(guidance, facts.guidanceSize ?? 0), rows),
      [rows, facts.guidanceSize ?? 0],
    ],
  };
  const feeds: Record<string, Tensor> = {};
  for (const input of unet.inputs) if (values[input.name]) feeds[input.name] = toTensor(input, ...values[input.name]());
  return feeds;
}

function repeat(values: Float32Array, times: number): Float32Array {
  const all = new Float32Array(values.length * times);
  for (let i = 0; i < times; i++) all.set(values, i * values.length);
  return all;
}

/** A number, a list of one, or one per row: exports differ. */
function timeTensor(info: TensorInfo, sample: TensorInfo, timestep: number, rows: number): Tensor {
  if (info.dims.length === 0) return toTensor(info, Float32Array.of(timestep), []);
  const [dim] = info.dims;
  const isPerRow = typeof dim === "string" && (dim === sample.dims[0] || /batch/i.test(dim));
  const n = typeof dim === "number" ? dim : isPerRow ? rows : 1;
  return toTensor(info, new Float32Array(n).fill(timestep), [n]);
}
