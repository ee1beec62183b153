import { combine } from "./combine.js";
import { eulerSchedule } from "./euler-schedule.js";
import { foresee } from "./foresee.js";
import type { Scheduler, SchedulerSettings } from "./scheduler.js";

/** Euler's method that goes down further than asked and comes back up with fresh noise. @source k-diffusion, sample_euler_ancestral */
export function eulerAncestral(settings: SchedulerSettings): Scheduler {
  const { sigmas, ...schedule } = eulerSchedule(settings);
  return {
    ...schedule,
    step: (output, index, sample, drawNoise) => {
      const from = sigmas[index];
      const to = sigmas[index + 1];
      const up = (to * Math.sqrt(from * from - to * to)) / from;
      const share = Math.sqrt(to * to - up * up) / from;
      const foreseen = foresee(settings.config, output, sample, from);
      const moved = combine(share, sample, 1 - share, foreseen);
      return { sample: up > 0 ? combine(1, moved, up, drawNoise()) : moved, foreseen };
    },
  };
}
