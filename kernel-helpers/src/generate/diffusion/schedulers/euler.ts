import { combine } from "./combine.js";
import { eulerSchedule } from "./euler-schedule.js";
import { foresee } from "./foresee.js";
import type { Scheduler, SchedulerSettings } from "./scheduler.js";

/** Euler's method on the probability flow: straight along the slope to the next sigma. @source Karras et al. 2022, algorithm 2 without churn */
export function euler(settings: SchedulerSettings): Scheduler {
  const { sigmas, ...schedule } = eulerSchedule(settings);
  return {
    ...schedule,
    step: (output, index, sample) => {
      const foreseen = foresee(settings.config, output, sample, sigmas[index]);
      const share = sigmas[index + 1] / sigmas[index];
      // same as: sample + (sample - foreseen) / sigma * (next - sigma)
      return { sample: combine(share, sample, 1 - share, foreseen), foreseen };
    },
  };
}
