import { combine } from "./combine.js";
import type { SchedulerConfig } from "./scheduler-config.js";

/** What the network's answer says of a sample. */
export interface Prediction {
  /** the sample without its noise */
  readonly original: Float32Array;
  /** the noise, of unit variance */
  readonly noise: Float32Array;
}

/**
 * Splits a sample into picture and noise: sample = signal * original + spread * noise.
 * @param signal the share of picture, sqrt(cumulative alpha)    @param spread the share of noise, sqrt(1 - cumulative alpha)
 * @source Salimans & Ho 2022 (v prediction)
 */
export function predict(
  config: SchedulerConfig,
  output: Float32Array,
  sample: Float32Array,
  signal: number,
  spread: number,
): Prediction {
  switch (config.predictionType) {
    case "epsilon":
      return { original: combine(1 / signal, sample, -spread / signal, output), noise: output };
    case "v_prediction":
      return {
        original: combine(signal, sample, -spread, output),
        noise: combine(signal, output, spread, sample),
      };
    case "sample":
      return { original: output, noise: combine(1 / spread, sample, -signal / spread, output) };
  }
}

/** The picture kept in [-range, range], where the scheduler's file asks for it. */
export function clip({ clipSample, clipSampleRange: range }: SchedulerConfig, original: Float32Array): Float32Array {
  return clipSample ? original.map((value) => Math.min(Math.max(value, -range), range)) : original;
}
