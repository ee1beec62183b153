import { explainNoProposals } from "../refine/explain-no-proposals.js";
import type { JudgedImage, PromptTemplate } from "../types.js";
import { addProposals } from "./change-prompts.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/**
 * Lets the editor propose better prompts from all feedback so far, and keeps its proposals beside the prompts they would replace.
 * @returns the proposals; none when there is nothing to learn, and state.notice says why
 */
export async function refinePrompts(state: SessionState, control: JobControl): Promise<readonly PromptTemplate[]> {
  const judged = judgedImages(state);
  const proposals = await state.providers.editor.propose(state.templates, judged, {
    signal: control.signal(),
    onProgress: (done, total) => control.report("refine", done, total),
  });
  if (proposals.length === 0) {
    state.say(explainNoProposals(judged), "info");
    return [];
  }
  const kept = addProposals(state, proposals);
  state.say(`${kept.length} ${kept.length === 1 ? "prompt" : "prompts"} proposed; accept those you like.`, "info");
  return kept;
}

function judgedImages(state: SessionState): JudgedImage[] {
  return state.mapImages().flatMap((image) => {
    if (image.templateId === null || image.phrases === null) return [];
    const { id, className, templateId, phrases, labels, feedback } = image;
    return [{ id, className, templateId, phrases, labels, feedback }];
  });
}
