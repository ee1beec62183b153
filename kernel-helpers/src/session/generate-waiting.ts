import { mapBounded } from "../images/map-bounded.js";
import { addAttempt } from "../store/attempt-table.js";
import { dollarsOf } from "../store/dollars-of.js";
import { putImageFile } from "../store/image-files.js";
import { NOT_SEEDED } from "../store/image-table.js";
import { addGeneratingSeconds, failTask, finishTask, type Task, waitingTasks } from "../store/iteration-table.js";
import { pngSize } from "../store/png-size.js";
import type { GeneratedImage, ServerAttempt } from "../types.js";
import { imagesAtOnce } from "./check-generator.js";
import { costText } from "./cost-text.js";
import { estimateGenerating } from "./estimate-images.js";
import { attemptKeeper, LONGEST_REASON } from "./keep-attempts.js";
import { messageOf } from "./message-of.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/**
 * Generates every task of an iteration that still waits, as many at once as the generator likes, and keeps each image, try and second as it goes.
 * An image that fails or is refused is recorded with its reason, and the rest go on. After an abort the images under way are finished or dropped, never half-kept.
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
  if (total === 0) return;
  const { seconds, dollars: price } = estimateGenerating(state, total);
  const expected = costText(seconds, price);
  control.report("generate", 0, total, expected && `expected: ${expected}`);
  const countTime = timeCounter(state, iteration);
  let done = 0;
  let spent: number | null = null;
  await mapBounded(tasks, imagesAtOnce(state.providers.generator), async (task) => {
    if (signal.aborted) return;
    const ending = await generateOne(state, task, signal, control);
    countTime();
    if (ending === null) return;
    if (ending.dollars !== null) spent = (spent ?? 0) + ending.dollars;
    control.report("generate", ++done, total, costText(null, spent));
  });
}

/** @returns null when it was stopped: an abort is no fault of the image, so its task goes on waiting until the iteration ends */
async function generateOne(
  state: SessionState,
  task: Task,
  signal: AbortSignal,
  control: JobControl,
): Promise<{ readonly dollars: number | null } | null> {
  const { generator } = state.providers;
  const started = state.now();
  const attempts = attemptKeeper("this image");
  const onAttempt = (attempt: ServerAttempt): void =>
    attempts.keep(attempt, (one) => addAttempt(state.store, { ...one, taskId: task.id, at: state.now() }));
  let made: GeneratedImage;
  let size: { readonly width: number; readonly height: number };
  try {
    const { prompt, seed } = task;
    const source = state.findImage(task.sourceId)!;
    made = await generator.generate({ prompt, source, seed }, { signal, onAttempt, onPreview: control.preview });
    size = pngSize(made.png);
  } catch (error) {
    if (signal.aborted) return null;
    failTask(state.store, task.id, messageOf(error).slice(0, LONGEST_REASON));
    return { dollars: null };
  }
  const stored = await putImageFile(state.store.directory, made.png, ".png");
  const parameters = generator.capabilities.seed ? made.parameters : { ...made.parameters, seed: NOT_SEEDED };
  const warnings = [...made.warnings, ...attempts.problems()];
  const now = state.now();
  const seconds = (now - started) / 1000;
  finishTask(state.store, task, { stored, ...size, generator: generator.name, parameters, warnings, seconds }, now);
  return { dollars: dollarsOf(parameters) };
}

/** Adds the time since it was last called, so that a killed kernel loses no more than the image under way. */
function timeCounter(state: SessionState, iteration: number): () => void {
  let counted = state.now();
  return () => {
    const now = state.now();
    addGeneratingSeconds(state.store, iteration, (now - counted) / 1000);
    counted = now;
  };
}
