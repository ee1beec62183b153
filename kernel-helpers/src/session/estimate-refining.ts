import { promptsToRefine } from "../refine/propose-for-each.js";
import type { JudgedImage } from "../types.js";
import { type Expense, estimateGenerating } from "./estimate-images.js";
import { judgedImages } from "./judged-images.js";
import type { SessionState } from "./session-state.js";

/** What the next refine() takes at most. images: made to try prompts; seconds: of making them. */
export interface RefineEstimate extends Expense {
  /** that have rejected or wanted images */
  readonly prompts: number;
  /** questions to a language model */
  readonly calls: number;
}

/** What refining takes beside computing, before it spends anything. @param judged as the editor will see them */
export function estimateRefining(
  state: SessionState,
  judged: readonly JudgedImage[] = judgedImages(state),
): RefineEstimate {
  const prompts = promptsToRefine(state.templates, judged).length;
  const { images = 0, calls = 0, dollarsPerCall = 0 } = state.providers.editor.demand ?? {};
  const generating = estimateGenerating(state, prompts * images);
  const dollars = (generating.dollars ?? 0) + prompts * calls * dollarsPerCall;
  return { ...generating, prompts, calls: prompts * calls, dollars: dollars > 0 ? dollars : generating.dollars };
}
