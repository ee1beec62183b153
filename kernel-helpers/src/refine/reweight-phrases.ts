import type { PromptEditor } from "../types.js";
import { judgedTemplate } from "./judged-template.js";
import { proposeForEach } from "./propose-for-each.js";

/**
 * The offline prompt editor: changes how often each phrase of a template is drawn by how its images were judged, and drops a phrase
 * when its rejections are more than chance (judgePhrases says how). It invents no words.
 *
 * It is a function of the hand-written template and of all feedback: asking twice proposes nothing new, and feedback that is taken back takes its effect back.
 * Classes without a rejected or wanted image are left alone. Nothing is drawn by chance.
 */
export function reweightPhrases(): PromptEditor {
  return {
    name: "reweight-phrases",
    propose: (templates, images, options = {}) =>
      proposeForEach(
        templates,
        images,
        (root, evidence) => judgedTemplate(root, evidence.images, evidence.choices),
        options,
      ),
  };
}
