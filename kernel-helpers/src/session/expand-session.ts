import { failedTasks } from "../store/iteration-table.js";
import type { Iteration } from "../types.js";
import { expandOnce, unfinishedIteration } from "./loop.js";
import { type JobOptions, runJob } from "./run-job.js";
import type { SessionState } from "./session-state.js";

export interface ExpandOptions extends JobOptions {
  /** images to generate per original, 1 to 100; default 2 */
  readonly perImage?: number;
}

const DEFAULT_PER_IMAGE = 2;
export const MOST_PER_IMAGE = 100;
const WARNINGS_SHOWN = 5;

/**
 * Runs one iteration and says what came of it in state.notice.
 * @throws RangeError for a perImage that is no whole number from 1 to 100; Error when the generator cannot do what the plan needs, or made no image at all;
 *   the signal's reason when cancelled, after what was made has been kept
 */
export async function expandSession(state: SessionState, options: ExpandOptions): Promise<Iteration> {
  const { perImage = DEFAULT_PER_IMAGE } = options;
  if (!Number.isInteger(perImage) || perImage < 1 || perImage > MOST_PER_IMAGE) {
    throw new RangeError(`expand: perImage = ${String(perImage)}; give a whole number from 1 to ${MOST_PER_IMAGE}.`);
  }
  checkCapabilities(state);
  return runJob(state, { name: "expand" }, options, async (control) => {
    const isResumed = unfinishedIteration(state) !== undefined;
    const stop = control.signal();
    const iteration = await expandOnce(state, perImage, control);
    state.log("expand", `generate ${iteration.generated} images`);
    sayOutcome(state, iteration, isResumed);
    if (iteration.status === "cancelled") stop.throwIfAborted();
    if (iteration.generated === 0 && iteration.failed > 0) {
      const [first] = failedTasks(state.store, iteration.index);
      throw new Error(`expand: none of the ${iteration.failed} images could be made. The first: ${first.reason}`);
    }
    return iteration;
  });
}

/** Before anything is spent. */
function checkCapabilities(state: SessionState): void {
  const { name, capabilities } = state.providers.generator;
  if (!capabilities.imageToImage) {
    throw new Error(
      `expand: ${name} cannot start from an image (imageToImage), and every image here starts from an original; open the session with another generator.`,
    );
  }
}

function sayOutcome(state: SessionState, iteration: Iteration, isResumed: boolean): void {
  const { index, generated, failed, status } = iteration;
  const lines = [`Iteration ${index}: ${generated} ${generated === 1 ? "image" : "images"}.`];
  if (isResumed) lines.unshift("An iteration that had been cut short was finished.");
  if (status === "cancelled") lines.push("It was stopped; what was made is kept.");
  if (failed > 0) {
    const [first] = failedTasks(state.store, index);
    lines.push(`${failed} failed, the first because: ${first.reason}`);
  }
  const warnings = new Set(state.mapImages().flatMap((image) => (image.iteration === index ? image.warnings : [])));
  lines.push(...[...warnings].slice(0, WARNINGS_SHOWN));
  if (warnings.size > WARNINGS_SHOWN) lines.push(`And ${warnings.size - WARNINGS_SHOWN} more warnings.`);
  state.say(lines.join(" "), failed > 0 || warnings.size > 0 ? "warning" : "info");
}
