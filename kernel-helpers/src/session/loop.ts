import { measureGenerated } from "../measure/measure-generated.js";
import { endIteration, startIteration } from "../store/iteration-table.js";
import type { Iteration, Measures } from "../types.js";
import { arrangeLabels } from "./arrange-labels.js";
import type { Labelling } from "./cost-of-labelling.js";
import { embedMissing, vectorsOf } from "./embed-images.js";
import { generateWaiting } from "./generate-waiting.js";
import { labelMissing } from "./label-images.js";
import { planIteration } from "./plan-iteration.js";
import { projectSession } from "./project-session.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/** What one time around the loop gave. */
export interface LoopOutcome {
  readonly iteration: Iteration;
  readonly look: Look;
}

/** What looking at the images gave, beside the map. */
export interface Look {
  /** what labelling took; null where nothing was labelled, or that was cancelled */
  readonly labelling: Labelling | null;
  /** about groups of labels that could not be named */
  readonly warnings: readonly string[];
}

/**
 * The loop, once: plan, generate, label, embed, arrange the labels, project, measure. Every image is kept before the next is asked for, and only new images are labelled and embedded.
 * An iteration that a killed kernel left running is finished instead of a new one being started.
 * Cancelling ends the generating; what was made is still labelled, embedded, projected and measured, unless it is cancelled again.
 * @returns the iteration as it ended, "complete" or "cancelled", and what labelling took
 * @throws what a provider throws: the iteration then stays "running", and the next call goes on with it
 */
export async function expandOnce(state: SessionState, perImage: number, control: JobControl): Promise<LoopOutcome> {
  const iteration = unfinishedIteration(state) ?? startNext(state, perImage);
  const generating = control.signal();
  try {
    await generateWaiting(state, iteration.index, generating, control);
  } finally {
    // what was made before a full disk is there to be seen, too
    state.reloadImages();
    state.reloadIterations();
  }
  const { measures, look } = await lookAtAll(state, iteration.index, control);
  const status = generating.aborted ? "cancelled" : "complete";
  endIteration(state.store, iteration.index, status, measures, state.now());
  state.reloadIterations();
  return { iteration: state.iterations[iteration.index - 1], look };
}

/** Labels, embeds, arranges and projects what has not been: for the map before the first iteration, and after one that was cut short. */
export async function prepareMap(state: SessionState, control: JobControl): Promise<Look> {
  const labelling = await labelMissing(state, control);
  await embedMissing(state, "train", control);
  const warnings = await arrangeLabels(state, control);
  await projectSession(state, control);
  return { labelling, warnings };
}

/** @returns the iteration that a killed kernel, or a provider that failed, left in the middle */
export function unfinishedIteration(state: SessionState): Iteration | undefined {
  return state.iterations.find(({ status, isActive }) => status === "running" && isActive);
}

function startNext(state: SessionState, perImage: number): Iteration {
  const index = state.iterations.length + 1;
  const tasks = planIteration({
    originals: state.images.filter((image) => image.origin === "original" && image.split === "train"),
    templates: state.templates.filter(({ status }) => status === "active"),
    perImage,
    iteration: index,
    seed: state.facts.seed,
  });
  const generator = state.providers.generator.name;
  startIteration(state.store, { index, perImage, generator, startedAt: state.now() }, tasks);
  state.reloadIterations();
  return state.iterations[index - 1];
}

/** measures are null when there is nothing to measure, or it was cancelled */
async function lookAtAll(
  state: SessionState,
  iteration: number,
  control: JobControl,
): Promise<{ readonly measures: Measures | null; readonly look: Look }> {
  const signal = control.signal();
  try {
    const look = await prepareMap(state, control);
    return { measures: await measureIteration(state, iteration, control), look };
  } catch (error) {
    if (signal.aborted) return { measures: null, look: { labelling: null, warnings: [] } };
    throw error;
  }
}

async function measureIteration(state: SessionState, index: number, control: JobControl): Promise<Measures | null> {
  const originals = state.images.filter((image) => image.origin === "original" && image.split === "train");
  const generated = state.images.filter((image) => image.iteration === index);
  if (index === 0 || generated.length === 0) return null;
  control.report("measure", 0, 1);
  const before = vectorsOf(state, originals);
  const made = vectorsOf(state, generated);
  const classCount = state.facts.classes.length;
  const signal = control.signal();
  const measures = await measureGenerated(before.vectors, before.classes, made.vectors, made.classes, classCount, {
    signal,
  });
  control.report("measure", 1, 1);
  return measures;
}
