import { waitingTasks } from "../store/iteration-table.js";
import { checkPerImage } from "./check-per-image.js";
import { type Expense, estimateGenerating, estimateLabelling } from "./estimate-images.js";
import { unlabelledImages } from "./label-images.js";
import { unfinishedIteration } from "./loop.js";
import type { SessionState } from "./session-state.js";

/** What an iteration is expected to take. The fields of its own are those of generating. */
export interface Estimate extends Expense {
  /** of the images that would be generated, and of those that have no labels yet */
  readonly labelling: Expense;
}

/**
 * What the next expand({ perImage }) would take; of an iteration that was cut short, what is left.
 * @throws RangeError for a perImage that is no whole number from 1 to 100
 */
export function estimateIteration(state: SessionState, perImage: number): Estimate {
  checkPerImage("estimate", perImage);
  const images = imagesToGenerate(state, perImage);
  const labelling = estimateLabelling(state, images + unlabelledImages(state).length);
  return { ...estimateGenerating(state, images), labelling };
}

function imagesToGenerate(state: SessionState, perImage: number): number {
  const unfinished = unfinishedIteration(state);
  if (unfinished) return waitingTasks(state.store, unfinished.index).length;
  return perImage * state.mapImages().filter(({ origin }) => origin === "original").length;
}
