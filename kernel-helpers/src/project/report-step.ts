import type { Layout } from "../types.js";
import type { ProjectionOptions } from "./projector.js";

const STEPS_PER_FRAME = 10;

/**
 * Tells the caller of a projector that a step is done, with a frame every 10 steps.
 * @throws the signal's reason when the caller has aborted
 * @param done steps finished, 1 ... total
 * @param layout makes the copy that a frame gets; called only when someone asked for frames
 */
export function reportStep(options: ProjectionOptions, done: number, total: number, layout: () => Layout): void {
  options.onProgress?.(done, total);
  options.signal?.throwIfAborted();
  if (options.onFrame && done % STEPS_PER_FRAME === 0) options.onFrame(layout());
}
