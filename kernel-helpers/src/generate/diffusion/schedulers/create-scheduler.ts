import { ddim } from "./ddim.js";
import { dpmMultistep } from "./dpm-multistep.js";
import { euler } from "./euler.js";
import { eulerAncestral } from "./euler-ancestral.js";
import { lcm } from "./lcm.js";
import { pndm } from "./pndm.js";
import type { Scheduler, SchedulerSettings } from "./scheduler.js";
import type { SchedulerName } from "./scheduler-config.js";

const SCHEDULERS: Readonly<Record<SchedulerName, (settings: SchedulerSettings) => Scheduler>> = {
  ddim,
  euler,
  "euler-ancestral": eulerAncestral,
  lcm,
  pndm,
  "dpm++": dpmMultistep,
};

/** A scheduler for one run. @throws RangeError when the steps do not fit */
export function createScheduler(name: SchedulerName, settings: SchedulerSettings): Scheduler {
  return SCHEDULERS[name](settings);
}
