import { randomNormal } from "../../linalg/random.js";
import type { Random } from "../../types.js";

/** How a finished latent image is changed, channel by channel: z (1 + u) + v. */
export interface LatentPerturbation {
  /** u, one per channel */
  readonly gains: readonly number[];
  /** v, one per channel */
  readonly offsets: readonly number[];
}

/** u from [0, 1), v from the standard normal distribution. @source Zhang et al. 2023 (GIF, arXiv 2211.13976), section 4 */
export function drawPerturbation(channels: number, random: Random): LatentPerturbation {
  const each = Array.from({ length: channels }, (_, i) => i);
  return { gains: each.map(() => random()), offsets: each.map(() => randomNormal(random)) };
}

/**
 * The changed latent image, kept within `ball` of the original at every point (an l-infinity ball).
 * @param latents shape (channels, h, w)
 */
export function perturbLatents(
  latents: Float32Array,
  { gains, offsets }: LatentPerturbation,
  ball: number,
): Float32Array {
  const n = latents.length / gains.length;
  return latents.map((value, i) => {
    const channel = Math.floor(i / n);
    const changed = value * (1 + gains[channel]) + offsets[channel];
    return Math.min(Math.max(changed, value - ball), value + ball);
  });
}
