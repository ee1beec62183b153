import type { SchedulerConfig } from "./scheduler-config.js";

/** Standard normal numbers, as many as one sample (all images of the batch) has. */
export type DrawNoise = () => Float32Array;

/** What one step makes. */
export interface SchedulerStep {
  /** the sample at the next, less noisy time */
  readonly sample: Float32Array;
  /** the finished sample as this step foresees it: good for a preview */
  readonly foreseen: Float32Array;
}

/** Says at which times the network is asked and how its answer changes the sample. Holds the history of one run: make one per run. */
export interface Scheduler {
  /** where the network is asked, in order; fractions where the schedule has them */
  readonly timesteps: readonly number[];
  /** what unit noise is multiplied with to start from nothing */
  readonly initialNoiseScale: number;
  /** What the network is given for the sample before step index. */
  scaleInput(sample: Float32Array, index: number): Float32Array;
  /** The sample before step index, had it been made from a finished one: the start of image-to-image. */
  addNoise(original: Float32Array, noise: Float32Array, index: number): Float32Array;
  /** @param output the network's answer (after guidance) at timesteps[index] */
  step(output: Float32Array, index: number, sample: Float32Array, drawNoise: DrawNoise): SchedulerStep;
}

export interface SchedulerSettings {
  readonly config: SchedulerConfig;
  /** steps over the whole range of times */
  readonly steps: number;
  /** LCM only: the share of the training times that is gone through, in (0, 1] */
  readonly timeShare?: number;
}
