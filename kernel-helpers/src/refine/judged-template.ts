import type { JudgedImage, PromptTemplate } from "../types.js";
import type { Candidate } from "./candidate.js";
import type { Choices } from "./count-phrases.js";
import { judgePhrases } from "./judge-phrases.js";
import { parseTemplate, type TemplatePart } from "./parse-template.js";

/** A template as the marks on its phrases alone would have it. @param root hand-written; its choices are among those given */
export function judgedTemplate(root: PromptTemplate, images: readonly JudgedImage[], choices: Choices): Candidate {
  const verdicts = judgePhrases(root.className, choices.get(root.id) ?? [], images, choices);
  let place = 0;
  const parts = parseTemplate(root.text).map(
    (part): TemplatePart =>
      part.kind === "choice" ? { kind: "choice", alternatives: verdicts.brackets[place++] } : part,
  );
  return { parts, why: verdicts.why };
}
