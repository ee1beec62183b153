import { alphaSchedule } from "./alpha-schedule.js";
import { combine } from "./combine.js";
import { cumulativeAlphas } from "./noise-schedule.js";
import { clip, predict } from "./predict.js";
import type { Scheduler, SchedulerSettings } from "./scheduler.js";

/** The data's spread that the boundary conditions were made for. */
const SIGMA_DATA = 0.5;

/**
 * Latent consistency models: each step jumps to the end, and all but the last add noise for the next time.
 * @throws RangeError when there are more steps than times to choose from
 * @source Luo et al. 2023
 */
export function lcm({ config, steps, timeShare = 1 }: SchedulerSettings): Scheduler {
  const alphas = cumulativeAlphas(config);
  const timesteps = lcmTimesteps({ config, steps, timeShare });
  return {
    ...alphaSchedule(alphas, timesteps),
    step: (output, index, sample, drawNoise) => {
      const t = timesteps[index];
      const { original } = predict(config, output, sample, Math.sqrt(alphas[t]), Math.sqrt(1 - alphas[t]));
      const scaled = t * config.timestepScaling;
      const kept = SIGMA_DATA ** 2 / (scaled ** 2 + SIGMA_DATA ** 2);
      const foreseen = combine(scaled / Math.hypot(scaled, SIGMA_DATA), clip(config, original), kept, sample);
      if (index === timesteps.length - 1) return { sample: foreseen, foreseen };
      const next = alphas[timesteps[index + 1]];
      return { sample: combine(Math.sqrt(next), foreseen, Math.sqrt(1 - next), drawNoise()), foreseen };
    },
  };
}

/** Spread over the times the model was distilled at. */
function lcmTimesteps({ config, steps, timeShare }: Required<SchedulerSettings>): number[] {
  const { numTrainTimesteps, originalInferenceSteps } = config;
  const distilled = Math.trunc(originalInferenceSteps * timeShare);
  if (!Number.isInteger(steps) || steps < 1 || steps > distilled) {
    throw new RangeError(
      `lcm: ${steps} steps, but ${distilled} times to choose from (${originalInferenceSteps} x strength ${timeShare}); ask for fewer steps or more strength.`,
    );
  }
  const stride = Math.floor(numTrainTimesteps / originalInferenceSteps);
  return Array.from({ length: steps }, (_, i) => (distilled - Math.floor((i * distilled) / steps)) * stride - 1);
}
