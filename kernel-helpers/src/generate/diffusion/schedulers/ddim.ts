import { alphaAt, alphaSchedule } from "./alpha-schedule.js";
import { combine } from "./combine.js";
import { cumulativeAlphas } from "./noise-schedule.js";
import { clip, predict } from "./predict.js";
import type { Scheduler, SchedulerSettings } from "./scheduler.js";
import { spacedTimesteps } from "./timesteps.js";

/**
 * Denoising diffusion implicit models: each step goes straight to the foreseen picture and adds back the noise of the next time;
 * with eta > 0 a share of that noise is fresh.
 * @source Song, Meng & Ermon 2021, equation 12
 */
export function ddim({ config, steps }: SchedulerSettings): Scheduler {
  const alphas = cumulativeAlphas(config);
  const timesteps = spacedTimesteps(config, steps, true);
  const stride = Math.floor(config.numTrainTimesteps / steps);
  return {
    ...alphaSchedule(alphas, timesteps),
    step: (output, index, sample, drawNoise) => {
      const t = timesteps[index];
      const alpha = alphas[t];
      const next = alphaAt(config, alphas, t - stride);
      const { original, noise } = predict(config, output, sample, Math.sqrt(alpha), Math.sqrt(1 - alpha));
      const foreseen = clip(config, original);
      const fresh = config.eta * Math.sqrt(((1 - next) / (1 - alpha)) * (1 - alpha / next));
      const kept = Math.sqrt(Math.max(0, 1 - next - fresh * fresh));
      const moved = combine(Math.sqrt(next), foreseen, kept, noise);
      return { sample: fresh > 0 ? combine(1, moved, fresh, drawNoise()) : moved, foreseen };
    },
  };
}
