import type { SchedulerConfig, SchedulerName } from "./schedulers/scheduler-config.js";

/** The networks of a model: paths of .onnx files. */
export interface ModelParts {
  readonly textEncoder: string;
  /** SDXL */
  readonly textEncoder2: string | null;
  readonly unet: string;
  /** null: image-to-image is not possible */
  readonly vaeEncoder: string | null;
  readonly vaeDecoder: string;
}

/** How the networks fit together; from their metadata, then their config files. */
export interface ModelFacts {
  /** channels of a latent image, e.g. 4 */
  readonly latentChannels: number;
  /** pixels per latent point and side, e.g. 8 */
  readonly vaeFactor: number;
  /** latent = (what the VAE makes - shift) * scaling */
  readonly scaling: number;
  readonly shift: number;
  /** pooled text and sizes go into the UNet (SDXL) */
  readonly isXl: boolean;
  /** guidance is an input of the UNet (latent consistency models): numbers of its embedding; null elsewhere */
  readonly guidanceSize: number | null;
}

/** One image of a job. */
export interface DiffusionImage {
  /** token ids of the prompt, once per text encoder */
  readonly ids: readonly Int32Array[];
  /** token ids of the negative prompt, once per text encoder; null: no text at all (zeros) */
  readonly negativeIds: readonly Int32Array[] | null;
  readonly seed: number;
  /** what image-to-image starts from: width * height * 3 bytes, sRGB; null for text-to-image */
  readonly source: Uint8ClampedArray | null;
  /** standard normal numbers to take before the seed's own, in the order they are drawn: to repeat an image of another program */
  readonly noise?: Float32Array;
}

/** What the diffusion job is given. */
export interface DiffusionInput {
  readonly parts: ModelParts;
  readonly facts: ModelFacts;
  readonly scheduler: SchedulerName;
  readonly config: SchedulerConfig;
  readonly steps: number;
  /** image-to-image only, in (0, 1] */
  readonly strength: number;
  readonly guidance: number;
  /** pixels */
  readonly width: number;
  readonly height: number;
  /** all made together, as one batch */
  readonly images: readonly DiffusionImage[];
  /** whether to report previews */
  readonly hasPreviews: boolean;
  /** whether to report the numbers of every stage */
  readonly isTraced?: boolean;
}

/** One finished image. */
export interface DiffusionResult {
  /** width * height * 3 bytes, sRGB */
  readonly pixels: Uint8ClampedArray;
  /** the latent image it was decoded from, shape (channels, height / factor, width / factor) */
  readonly latents: Float32Array;
}

export interface DiffusionOutput {
  readonly images: readonly DiffusionResult[];
  /** the execution provider that really ran the UNet */
  readonly provider: string;
  /** steps of the whole batch */
  readonly stepsPerSecond: number;
  /** time in the networks' run() and in all of the loop, seconds: the difference is what the loop itself costs */
  readonly runSeconds: number;
  readonly loopSeconds: number;
}

/** What the job reports on its way. */
export type DiffusionMessage =
  | { readonly kind: "step"; readonly step: number; readonly steps: number }
  | {
      readonly kind: "preview";
      readonly image: number;
      readonly step: number;
      readonly steps: number;
      readonly width: number;
      readonly height: number;
      readonly pixels: Uint8ClampedArray;
    }
  | { readonly kind: "stage"; readonly stage: string; readonly numbers: Float32Array };
