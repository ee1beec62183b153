import { checkNumber, type RemoteOptions } from "../../remote/remote-options.js";

/** What a server with a Stable Diffusion model is told for every image. */
export interface DiffusionOptions extends RemoteOptions {
  /** how far from the source, in (0, 1]; 1 keeps nothing of it; default 0.6 */
  readonly strength?: number;
  /** how closely to follow the prompt (classifier-free guidance), 0 or more; default 7 */
  readonly guidance?: number;
  /** denoising steps; default 20 */
  readonly steps?: number;
  readonly negativePrompt?: string;
  /** longer side of the image, pixels, a multiple of 8; the other side follows the source; default 512 */
  readonly longestSide?: number;
}

/** DiffusionOptions with every default in place. */
export interface DiffusionSettings {
  readonly strength: number;
  readonly guidance: number;
  readonly steps: number;
  readonly negativePrompt: string;
  readonly longestSide: number;
}

/** Latents are an eighth of the image. */
export const SIDE_STEP = 8;

/** Fills in the defaults. @param who for messages @throws RangeError for a value that cannot be meant */
export function checkDiffusionOptions(who: string, options: DiffusionOptions): DiffusionSettings {
  const { strength = 0.6, guidance = 7, steps = 20, negativePrompt = "", longestSide = 512 } = options;
  checkNumber(who, "strength", strength, 0.01, 1);
  checkNumber(who, "guidance", guidance, 0, 100);
  checkNumber(who, "steps", steps, 1, 1000, true);
  checkNumber(who, "longestSide", longestSide, 64, 4096, true);
  if (longestSide % SIDE_STEP !== 0) {
    throw new RangeError(`${who}: longestSide = ${longestSide}; give a multiple of ${SIDE_STEP}.`);
  }
  return { strength, guidance, steps, negativePrompt, longestSide };
}
