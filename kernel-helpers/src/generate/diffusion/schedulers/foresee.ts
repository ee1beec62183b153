import { combine } from "./combine.js";
import type { SchedulerConfig } from "./scheduler-config.js";

/** The picture in a sample that is picture + sigma * noise. @source Karras et al. 2022, equation 7 */
export function foresee(
  { predictionType }: SchedulerConfig,
  output: Float32Array,
  sample: Float32Array,
  sigma: number,
): Float32Array {
  if (predictionType === "sample") return output;
  if (predictionType === "epsilon") return combine(1, sample, -sigma, output);
  return combine(1 / (sigma * sigma + 1), sample, -sigma / Math.hypot(sigma, 1), output);
}
