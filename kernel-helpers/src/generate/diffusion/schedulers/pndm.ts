import { alphaAt, alphaSchedule } from "./alpha-schedule.js";
import { combine } from "./combine.js";
import { cumulativeAlphas } from "./noise-schedule.js";
import { predict } from "./predict.js";
import type { Scheduler, SchedulerSettings } from "./scheduler.js";
import { spacedTimesteps } from "./timesteps.js";

/** Adams-Bashforth weights, newest first, by the number of answers there are. */
const WEIGHTS: readonly (readonly number[])[] = [
  [1],
  [3 / 2, -1 / 2],
  [23 / 12, -16 / 12, 5 / 12],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
];

/**
 * Pseudo linear multistep: goes on with a weighted mean of the last four answers. The first step is taken twice, to start with a better slope,
 * so the network is asked once more than there are steps.
 * @source Liu et al. 2022, with the start of CompVis's PLMS sampler (skip_prk_steps)
 */
export function pndm({ config, steps }: SchedulerSettings): Scheduler {
  const alphas = cumulativeAlphas(config);
  const spaced = spacedTimesteps(config, steps, true);
  const timesteps = steps === 1 ? spaced : [spaced[0], spaced[1], ...spaced.slice(1)];
  const stride = Math.floor(config.numTrainTimesteps / steps);
  const history: Float32Array[] = []; // newest first
  let taken = 0;
  let before: Float32Array | undefined;
  return {
    ...alphaSchedule(alphas, timesteps),
    step: (output, index, sample) => {
      const isRepeat = taken === 1 && before !== undefined;
      const t = isRepeat ? timesteps[index] + stride : timesteps[index];
      const start = isRepeat ? (before as Float32Array) : sample;
      const answer = isRepeat ? combine(0.5, output, 0.5, history[0]) : mixed(output, history);
      if (taken === 0) before = sample;
      taken++;
      const alpha = alphaAt(config, alphas, t);
      const [signal, spread] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
      const { original: foreseen, noise } = predict(config, answer, start, signal, spread);
      return { sample: transfer(start, noise, alpha, alphaAt(config, alphas, t - stride)), foreseen };
    },
  };
}

/** Takes the answer into the history and returns its mean with the ones before it. */
function mixed(output: Float32Array, history: Float32Array[]): Float32Array {
  history.unshift(output);
  history.length = Math.min(history.length, WEIGHTS.length);
  const weights = WEIGHTS[history.length - 1];
  return output.map((_, i) => weights.reduce((sum, weight, k) => sum + weight * history[k][i], 0));
}

/** Equation 11 of the paper: from one cumulative alpha to the next along the noise. */
function transfer(sample: Float32Array, noise: Float32Array, alpha: number, next: number): Float32Array {
  const divisor = alpha * Math.sqrt(1 - next) + Math.sqrt(alpha * (1 - alpha) * next);
  return combine(Math.sqrt(next / alpha), sample, -(next - alpha) / divisor, noise);
}
