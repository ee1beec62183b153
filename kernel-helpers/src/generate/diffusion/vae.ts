import { toPlanes } from "../../images/to-planes.js";
import type { ModelSession } from "../../inference/job.js";
import type { ModelFacts } from "./diffusion-input.js";
import type { NoiseSource } from "./noise-source.js";
import { toFloats, toTensor } from "./tensors.js";

/** Log variances of the VAE are kept in this range. */
const MIN_LOG_VARIANCE = -30;
const MAX_LOG_VARIANCE = 20;

/**
 * An image as a latent image, drawn from what the VAE thinks possible.
 * @param pixels width * height * 3 bytes
 * @returns shape (channels, height / factor, width / factor), scaled as the UNet knows it
 */
export async function encodeImage(
  encoder: ModelSession,
  facts: ModelFacts,
  image: { readonly pixels: Uint8ClampedArray; readonly width: number; readonly height: number },
  draw: NoiseSource,
): Promise<Float32Array> {
  const { width, height, pixels } = image;
  const [input] = encoder.inputs;
  const [output] = Object.values(
    await encoder.run({ [input.name]: toTensor(input, toPlanes(pixels), [1, 3, height, width]) }),
  );
  const made = toFloats(output);
  // twice the channels: means and log variances; else the model has drawn already
  const drawn = output.dims[1] === 2 * facts.latentChannels ? drawFrom(made, draw) : made;
  return drawn.map((value) => (value - facts.shift) * facts.scaling);
}

/**
 * A latent image as an image.
 * @returns shape (3, height, width), in [0, 1]
 */
export async function decodeLatents(
  decoder: ModelSession,
  facts: ModelFacts,
  latents: Float32Array,
  size: { readonly width: number; readonly height: number },
): Promise<Float32Array> {
  const { latentChannels: channels, vaeFactor: factor, scaling, shift } = facts;
  const [input] = decoder.inputs;
  const dims = [1, channels, size.height / factor, size.width / factor];
  const unscaled = latents.map((value) => value / scaling + shift);
  const [output] = Object.values(await decoder.run({ [input.name]: toTensor(input, unscaled, dims) }));
  return toFloats(output).map((value) => Math.min(Math.max(value / 2 + 0.5, 0), 1));
}

/** Colour planes in [0, 1] as bytes, pixel by pixel. */
export function toPixels(planes: Float32Array): Uint8ClampedArray {
  const n = planes.length / 3;
  // the clamped array rounds halves to even, as numpy does
  const pixels = new Uint8ClampedArray(planes.length);
  for (let i = 0; i < n; i++) for (let c = 0; c < 3; c++) pixels[3 * i + c] = planes[c * n + i] * 255;
  return pixels;
}

function drawFrom(parameters: Float32Array, draw: NoiseSource): Float32Array {
  const n = parameters.length / 2;
  const noise = draw(n);
  return noise.map((value, i) => {
    const logVariance = Math.min(Math.max(parameters[n + i], MIN_LOG_VARIANCE), MAX_LOG_VARIANCE);
    return parameters[i] + Math.exp(logVariance / 2) * value;
  });
}
