import { combine } from "./combine.js";
import type { Scheduler } from "./scheduler.js";
import type { SchedulerConfig } from "./scheduler-config.js";

/**
 * What schedulers share that keep the sample's variance: unit noise to start from, the network sees the sample as it is, and a sample of
 * time t is sqrt(alpha) * picture + sqrt(1 - alpha) * noise.
 * @param alphas of cumulativeAlphas
 */
export function alphaSchedule(alphas: Float32Array, timesteps: readonly number[]): Omit<Scheduler, "step"> {
  return {
    timesteps,
    initialNoiseScale: 1,
    scaleInput: (sample) => sample,
    addNoise: (original, noise, index) => {
      const alpha = alphas[timesteps[index]];
      return combine(Math.sqrt(alpha), original, Math.sqrt(1 - alpha), noise);
    },
  };
}

/** The cumulative alpha at a training time; before the first time what set_alpha_to_one says. */
export function alphaAt({ setAlphaToOne }: SchedulerConfig, alphas: Float32Array, t: number): number {
  return t >= 0 ? alphas[t] : setAlphaToOne ? 1 : alphas[0];
}
