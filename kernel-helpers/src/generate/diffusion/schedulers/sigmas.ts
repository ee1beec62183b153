import type { SchedulerConfig } from "./scheduler-config.js";

/** Rho of Karras et al. 2022. */
const RHO = 7;

/** The sigma at a (fractional) training time, by linear interpolation. */
export function sigmaAt(sigmas: Float64Array, timestep: number): number {
  const at = Math.min(Math.max(timestep, 0), sigmas.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sigmas.length - 1);
  return sigmas[low] + (at - low) * (sigmas[high] - sigmas[low]);
}

/** The (fractional) training time at which noise is sigma, by interpolation of the logarithms. */
export function timeOf(sigmas: Float64Array, sigma: number): number {
  let low = 0;
  while (low < sigmas.length - 2 && sigmas[low + 1] <= sigma) low++;
  const [from, to] = [Math.log(sigmas[low]), Math.log(sigmas[low + 1])];
  const share = (from - Math.log(Math.max(sigma, 1e-10))) / (from - to);
  return low + Math.min(Math.max(share, 0), 1);
}

/** Sigmas crowded towards the end. @source Karras et al. 2022, equation 5 */
export function karrasSigmas(config: SchedulerConfig, steps: number, highest: number, lowest: number): number[] {
  const max = (config.sigmaMax ?? highest) ** (1 / RHO);
  const min = (config.sigmaMin ?? lowest) ** (1 / RHO);
  return Array.from({ length: steps }, (_, i) => (max + (i / Math.max(1, steps - 1)) * (min - max)) ** RHO);
}

/** Where the last step ends. */
export function finalSigma(config: SchedulerConfig, sigmas: Float64Array): number {
  return config.finalSigmas === "zero" ? 0 : sigmas[0];
}
