import { combine, scale } from "./combine.js";
import { cumulativeAlphas, trainingSigmas } from "./noise-schedule.js";
import type { Scheduler, SchedulerSettings } from "./scheduler.js";
import { finalSigma, karrasSigmas, sigmaAt, timeOf } from "./sigmas.js";
import { spacedTimesteps } from "./timesteps.js";

/** What both Euler samplers share: their samples are picture + sigma * noise. */
export interface EulerSchedule extends Omit<Scheduler, "step"> {
  /** one more than steps; the last is where the run ends */
  readonly sigmas: Float32Array;
}

/** @source Karras et al. 2022 (the samples' scaling), k-diffusion */
export function eulerSchedule({ config, steps }: SchedulerSettings): EulerSchedule {
  const trained = trainingSigmas(cumulativeAlphas(config));
  const spaced = spacedTimesteps(config, steps, false);
  const plain = spaced.map((t) => sigmaAt(trained, t));
  const chosen = config.useKarrasSigmas ? karrasSigmas(config, steps, plain[0], plain[plain.length - 1]) : plain;
  const sigmas = Float32Array.from([...chosen, finalSigma(config, trained)]);
  const highest = Math.max(...sigmas);
  return {
    sigmas,
    timesteps: config.useKarrasSigmas ? chosen.map((sigma) => timeOf(trained, sigma)) : spaced,
    initialNoiseScale: config.timestepSpacing === "leading" ? Math.hypot(highest, 1) : highest,
    scaleInput: (sample, index) => scale(1 / Math.hypot(sigmas[index], 1), sample),
    addNoise: (original, noise, index) => combine(1, original, sigmas[index], noise),
  };
}
