import { failedTasks } from "../store/iteration-table.js";
import type { Iteration } from "../types.js";
import { checkGenerator } from "./check-generator.js";
import { checkPerImage } from "./check-per-image.js";
import { labellingText } from "./cost-of-labelling.js";
import { costText } from "./cost-text.js";
import { labelTrouble } from "./label-failures.js";
import { expandOnce, type Look, unfinishedIteration } from "./loop.js";
import { type JobOptions, runJob } from "./run-job.js";
import type { SessionState } from "./session-state.js";

export interface ExpandOptions extends JobOptions {
  /** images to generate per original, 1 to 100; default 2 */
  readonly perImage?: number;
}

export const DEFAULT_PER_IMAGE = 2;
const WARNINGS_SHOWN = 5;

/**
 * Runs one iteration and says what came of it in state.notice.
 * @throws RangeError for a perImage that is no whole number from 1 to 100; Error when the generator cannot do what the plan needs, or made no image at all;
 *   the signal's reason when cancelled, after what was made has been kept
 */
export async function expandSession(state: SessionState, options: ExpandOptions): Promise<Iteration> {
  const { perImage = DEFAULT_PER_IMAGE } = options;
  checkPerImage("expand", perImage);
  checkGenerator(state.providers.generator);
  return runJob(state, { name: "expand" }, options, async (control) => {
    const isResumed = unfinishedIteration(state) !== undefined;
    const stop = control.signal();
    const { iteration, look } = await expandOnce(state, perImage, control);
    state.log("expand", `generate ${iteration.generated} images`);
    sayOutcome(state, iteration, look, isResumed);
    if (iteration.status === "cancelled") stop.throwIfAborted();
    if (iteration.generated === 0 && iteration.failed > 0) {
      const [first] = failedTasks(state.store, iteration.index);
      throw new Error(`expand: none of the ${iteration.failed} images could be made. The first: ${first.reason}`);
    }
    return iteration;
  });
}

function sayOutcome(
  state: SessionState,
  iteration: Iteration,
  { labelling, warnings: nameless }: Look,
  isResumed: boolean,
): void {
  const { index, generated, failed, status, seconds, dollars } = iteration;
  const cost = costText(seconds, dollars);
  const lines = [
    `Iteration ${index}: ${generated} ${generated === 1 ? "image" : "images"}${cost && `${seconds === null ? "," : " in"} ${cost}`}.`,
  ];
  if (isResumed) lines.unshift("An iteration that had been cut short was finished.");
  if (status === "cancelled") lines.push("It was stopped; what was made is kept.");
  if (failed > 0) {
    const [first] = failedTasks(state.store, index);
    lines.push(`${failed} failed, the first because: ${first.reason}`);
  }
  if (labelling) lines.push(labellingText(labelling, state.providers.labeler));
  const trouble = labelTrouble(state);
  if (trouble !== null) lines.push(trouble);
  const problems = [...(labelling?.problems ?? []), ...nameless];
  lines.push(...problems);
  const warnings = new Set(state.mapImages().flatMap((image) => (image.iteration === index ? image.warnings : [])));
  lines.push(...[...warnings].slice(0, WARNINGS_SHOWN));
  if (warnings.size > WARNINGS_SHOWN) lines.push(`And ${warnings.size - WARNINGS_SHOWN} more warnings.`);
  const isGood = failed === 0 && trouble === null && problems.length === 0 && warnings.size === 0;
  state.say(lines.filter((line) => line !== "").join(" "), isGood ? "info" : "warning");
}
