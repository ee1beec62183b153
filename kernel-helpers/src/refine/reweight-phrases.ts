import { setImmediate } from "node:timers/promises";
import type { CallOptions, JudgedImage, PromptEditor, PromptProposal, PromptTemplate } from "../types.js";
import { type Choices, readChoices } from "./count-phrases.js";
import { formatTemplate } from "./format-template.js";
import { judgePhrases } from "./judge-phrases.js";
import { parseTemplate, type TemplatePart } from "./parse-template.js";

/**
 * The offline prompt editor: changes how often each phrase of a template is drawn by how its images were judged, and drops a phrase
 * when its rejections are more than chance (judgePhrases says how). It invents no words.
 *
 * It is a function of the hand-written template and of all feedback: asking twice proposes nothing new, and feedback that is taken back takes its effect back.
 * Classes without a rejected or wanted image are left alone. Nothing is drawn by chance.
 */
export function reweightPhrases(): PromptEditor {
  return { name: "reweight-phrases", propose };
}

async function propose(
  templates: readonly PromptTemplate[],
  images: readonly JudgedImage[],
  options: CallOptions = {},
): Promise<readonly PromptProposal[]> {
  const judged = new Set(images.filter(({ feedback }) => feedback !== "none").map(({ className }) => className));
  const evidence = images.filter(({ className }) => judged.has(className));
  const active = templates.filter(({ status, className }) => status === "active" && judged.has(className));
  const choices = readChoices(templates);
  const proposals: PromptProposal[] = [];
  for (const [done, template] of active.entries()) {
    await setImmediate(); // the kernel answers between two templates
    options.signal?.throwIfAborted();
    const proposal = proposeFor(template, handWrittenAncestor(template, templates), evidence, choices);
    if (proposal) proposals.push(proposal);
    options.onProgress?.(done + 1, active.length);
  }
  return proposals;
}

function proposeFor(
  template: PromptTemplate,
  root: PromptTemplate,
  images: readonly JudgedImage[],
  choices: Choices,
): PromptProposal | null {
  const verdicts = judgePhrases(template.className, choices.get(root.id) ?? [], images, choices);
  let place = 0;
  const parts = parseTemplate(root.text).map(
    (part): TemplatePart =>
      part.kind === "choice" ? { kind: "choice", alternatives: verdicts.brackets[place++] } : part,
  );
  const text = formatTemplate(parts);
  if (text === formatTemplate(parseTemplate(template.text))) return null;
  const why = verdicts.why.length > 0 ? verdicts.why : ["the feedback that changed this prompt has been taken back"];
  return { className: template.className, text, parentId: template.id, why };
}

/** Editors write a reason with each template they make; a template without one was written by a person, or is the first. */
function handWrittenAncestor(template: PromptTemplate, templates: readonly PromptTemplate[]): PromptTemplate {
  const byId = new Map(templates.map((each) => [each.id, each]));
  let at = template;
  while (at.why.length > 0) {
    const parent = at.parentId === null ? undefined : byId.get(at.parentId);
    if (!parent) return at;
    at = parent;
  }
  return at;
}
