import type { DiffusionInput } from "./diffusion-input.js";
import { createScheduler } from "./schedulers/create-scheduler.js";
import type { Scheduler } from "./schedulers/scheduler.js";
import { startIndex } from "./schedulers/start-index.js";

/** The settings that say which steps are taken. */
export type StepSettings = Pick<DiffusionInput, "scheduler" | "config" | "steps" | "strength" | "facts">;

/** The steps of one job. */
export interface StepPlan {
  readonly scheduler: Scheduler;
  /** the first step that is taken; those before it are noise already */
  readonly start: number;
}

/** @throws RangeError when steps and strength leave nothing to do */
export function planSteps(settings: StepSettings, hasSource: boolean): StepPlan {
  const { scheduler: name, config, steps, strength, facts } = settings;
  const share = hasSource ? strength : 1;
  // models distilled for it choose all their steps from the share; everything else skips the first of its steps
  if (facts.guidanceSize !== null && name === "lcm") {
    return { scheduler: createScheduler(name, { config, steps, timeShare: share }), start: 0 };
  }
  return { scheduler: createScheduler(name, { config, steps }), start: startIndex(steps, share) };
}
