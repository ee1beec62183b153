import { waitingTasks } from "../store/iteration-table.js";
import { checkPerImage } from "./check-per-image.js";
import { type Estimate, estimateImages } from "./estimate-images.js";
import { unfinishedIteration } from "./loop.js";
import type { SessionState } from "./session-state.js";

/**
 * What the next expand({ perImage }) would take; of an iteration that was cut short, what is left.
 * @throws RangeError for a perImage that is no whole number from 1 to 100
 */
export function estimateIteration(state: SessionState, perImage: number): Estimate {
  checkPerImage("estimate", perImage);
  const unfinished = unfinishedIteration(state);
  if (unfinished) return estimateImages(state, waitingTasks(state.store, unfinished.index).length);
  const originals = state.mapImages().filter(({ origin }) => origin === "original");
  return estimateImages(state, originals.length * perImage);
}
