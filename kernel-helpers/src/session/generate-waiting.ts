import { mapBounded } from "../images/map-bounded.js";
import { putImageFile } from "../store/image-files.js";
import { failTask, finishTask, type Task, waitingTasks } from "../store/iteration-table.js";
import { pngSize } from "../store/png-size.js";
import type { GeneratedImage } from "../types.js";
import { messageOf } from "./message-of.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/** Generators that are slow do their own queueing; this keeps a fast one busy while files are being flushed. */
const AT_ONCE = 4;
const LONGEST_REASON = 500;

/**
 * Generates every task of an iteration that still waits, and keeps each image before the next is asked for.
 * An image that fails is recorded with its reason, and the rest go on. After an abort the images under way are finished or dropped, never half-kept.
 * @throws Error when the store cannot be written; the tasks that wait then go on waiting
 */
export async function generateWaiting(
  state: SessionState,
  iteration: number,
  signal: AbortSignal,
  control: JobControl,
): Promise<void> {
  const tasks = waitingTasks(state.store, iteration);
  const total = tasks.length;
  let done = 0;
  if (total > 0) control.report("generate", 0, total);
  await mapBounded(tasks, AT_ONCE, async (task) => {
    if (signal.aborted) return;
    await generateOne(state, task, signal);
    control.report("generate", ++done, total);
  });
}

async function generateOne(state: SessionState, task: Task, signal: AbortSignal): Promise<void> {
  const started = state.now();
  let made: GeneratedImage;
  let size: { readonly width: number; readonly height: number };
  try {
    const source = state.findImage(task.sourceId)!;
    made = await state.providers.generator.generate({ prompt: task.prompt, source, seed: task.seed }, { signal });
    size = pngSize(made.png);
  } catch (error) {
    // an abort is no fault of the image: its task goes on waiting until the iteration ends
    if (!signal.aborted) failTask(state.store, task.id, messageOf(error).slice(0, LONGEST_REASON));
    return;
  }
  const stored = await putImageFile(state.store.directory, made.png, ".png");
  const { parameters, warnings } = made;
  const now = state.now();
  finishTask(state.store, task, { stored, ...size, parameters, warnings, seconds: (now - started) / 1000 }, now);
}
