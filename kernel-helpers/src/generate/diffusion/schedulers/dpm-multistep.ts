import { combine } from "./combine.js";
import { cumulativeAlphas, trainingSigmas } from "./noise-schedule.js";
import { predict } from "./predict.js";
import type { Scheduler, SchedulerSettings } from "./scheduler.js";
import type { SchedulerConfig } from "./scheduler-config.js";
import { finalSigma, karrasSigmas, sigmaAt, timeOf } from "./sigmas.js";
import { roundHalfEven } from "./timesteps.js";

/** With fewer steps than this the last one is of first order. */
const FEW_STEPS = 15;

/**
 * DPM-Solver++ (2M): the foreseen picture, extrapolated from the last two answers.
 * @source Lu et al. 2022b (arXiv 2211.01095), algorithm 2
 */
export function dpmMultistep({ config, steps }: SchedulerSettings): Scheduler {
  const { timesteps, sigmas } = dpmSchedule(config, steps);
  const split = (sigma: number): { readonly signal: number; readonly spread: number; readonly lambda: number } => {
    const signal = 1 / Math.hypot(sigma, 1);
    return { signal, spread: sigma * signal, lambda: -Math.log(sigma) };
  };
  let last: Float32Array | undefined;
  return {
    timesteps,
    initialNoiseScale: 1,
    scaleInput: (sample) => sample,
    addNoise: (original, noise, index) => {
      const { signal, spread } = split(sigmas[index]);
      return combine(signal, original, spread, noise);
    },
    step: (output, index, sample) => {
      const from = split(sigmas[index]);
      const to = split(sigmas[index + 1]);
      const { original: foreseen } = predict(config, output, sample, from.signal, from.spread);
      const h = to.lambda - from.lambda;
      // the whole step of first order: spread ratio * sample + gain * foreseen
      const gain = to.signal * -Math.expm1(-h);
      let moved = combine(to.spread / from.spread, sample, gain, foreseen);
      if (last && config.solverOrder === 2 && !isFirstOrder(config, index, timesteps.length)) {
        const ratio = (from.lambda - split(sigmas[index - 1]).lambda) / h;
        const slope = combine(1 / ratio, foreseen, -1 / ratio, last);
        const weight = config.solverType === "midpoint" ? gain / 2 : to.signal * (Math.expm1(-h) / h + 1);
        moved = combine(1, moved, weight, slope);
      }
      last = foreseen;
      return { sample: moved, foreseen };
    },
  };
}

function isFirstOrder(config: SchedulerConfig, index: number, steps: number): boolean {
  const isStable =
    config.eulerAtFinal || config.finalSigmas === "zero" || (config.lowerOrderFinal && steps < FEW_STEPS);
  return index === steps - 1 && isStable;
}

function dpmSchedule(config: SchedulerConfig, steps: number): { timesteps: number[]; sigmas: Float32Array } {
  const trained = trainingSigmas(cumulativeAlphas(config));
  const highest = trained[trained.length - 1];
  if (config.useKarrasSigmas) {
    const chosen = karrasSigmas(config, steps, highest, trained[0]);
    const times = chosen.map((sigma) => timeOf(trained, sigma));
    const isCosine = config.betaSchedule === "squaredcos_cap_v2";
    return {
      timesteps: times.map(isCosine ? Math.trunc : roundHalfEven),
      sigmas: Float32Array.from([...chosen, finalSigma(config, trained)]),
    };
  }
  const timesteps = dpmTimesteps(config, steps, trained);
  return {
    timesteps,
    sigmas: Float32Array.from([...timesteps.map((t) => sigmaAt(trained, t)), finalSigma(config, trained)]),
  };
}

/** Unlike the other samplers' times these leave room for a step after the last. */
function dpmTimesteps(config: SchedulerConfig, steps: number, trained: Float64Array): number[] {
  const { numTrainTimesteps: n, timestepSpacing, stepsOffset, lambdaMinClipped } = config;
  if (!Number.isInteger(steps) || steps < 1 || steps >= n) {
    throw new RangeError(`steps: ${steps}; give a whole number from 1 to ${n - 1}.`);
  }
  // times whose log signal-to-noise lies below the limit are left out
  const usable = trained.filter((sigma) => -Math.log(sigma) >= lambdaMinClipped).length;
  const index = Array.from({ length: steps }, (_, i) => i);
  if (timestepSpacing === "leading") {
    const ratio = Math.floor(usable / (steps + 1));
    return index.map((i) => (steps - i) * ratio + stepsOffset);
  }
  if (timestepSpacing === "trailing") return index.map((i) => roundHalfEven(usable - (i * n) / steps) - 1);
  return index.map((i) => roundHalfEven(((steps - i) * (usable - 1)) / steps));
}
