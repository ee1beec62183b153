import type { CallOptions, JudgedImage, PromptEditor, PromptProposal, PromptTemplate } from "../types.js";
import { countPhrase } from "./count-phrases.js";
import { formatTemplate } from "./format-template.js";
import { judgePhrase, type PhraseVerdict } from "./judge-phrase.js";
import { type Alternative, parseTemplate, type TemplatePart } from "./parse-template.js";

/**
 * The offline prompt editor: changes how often each phrase of a template is drawn by how its images were judged, and drops a phrase
 * when its rejections are more than chance (judgePhrase says how). It invents no words.
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
  const proposals: PromptProposal[] = [];
  for (const [done, template] of active.entries()) {
    options.signal?.throwIfAborted();
    const proposal = proposeFor(template, templates, evidence);
    if (proposal) proposals.push(proposal);
    options.onProgress?.(done + 1, active.length);
  }
  return proposals;
}

function proposeFor(
  template: PromptTemplate,
  templates: readonly PromptTemplate[],
  images: readonly JudgedImage[],
): PromptProposal | null {
  const parts = parseTemplate(handWrittenAncestor(template, templates).text);
  const phrases = parts.reduce((sum, part) => sum + (part.kind === "choice" ? part.alternatives.length : 0), 0);
  const why: string[] = [];
  const changed = parts.map((part): TemplatePart => {
    if (part.kind !== "choice") return part;
    const verdicts = keepOne(
      part.alternatives.map(({ text }) =>
        judgePhrase(text, template.className, countPhrase(text, part.alternatives, images, templates), phrases),
      ),
    );
    why.push(...verdicts.flatMap((verdict) => (verdict.why ? [verdict.why] : [])));
    return { kind: "choice", alternatives: applyVerdicts(part.alternatives, verdicts) };
  });
  const text = formatTemplate(changed);
  if (text === formatTemplate(parseTemplate(template.text))) return null;
  if (why.length === 0) why.push("the feedback that changed this prompt has been taken back");
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

function applyVerdicts(alternatives: readonly Alternative[], verdicts: readonly PhraseVerdict[]): Alternative[] {
  return alternatives
    .map(({ text, weight }, i) => ({ text, weight: reweigh(weight, verdicts[i].factor) }))
    .filter((_, i) => !verdicts[i].isDropped);
}

/** A bracket is never emptied: when every phrase in it would go, none does. */
function keepOne(verdicts: readonly PhraseVerdict[]): readonly PhraseVerdict[] {
  if (!verdicts.every(({ isDropped }) => isDropped)) return verdicts;
  return verdicts.map(() => ({ isDropped: false, factor: 1, why: null }));
}

function reweigh(weight: number, factor: number): number {
  return factor === 1 ? weight : Number((weight * factor).toPrecision(2));
}
