import { setImmediate } from "node:timers/promises";
import type { CallOptions, JudgedImage, PromptProposal, PromptTemplate } from "../types.js";
import type { Candidate } from "./candidate.js";
import { type Choices, readChoices } from "./count-phrases.js";
import { formatTemplate } from "./format-template.js";
import { handWrittenAncestor } from "./hand-written-ancestor.js";
import { parseTemplate } from "./parse-template.js";

/** What is known of all judged classes. */
export interface Evidence {
  readonly images: readonly JudgedImage[];
  /** of all templates, replaced ones too */
  readonly choices: Choices;
}

/**
 * One proposal for each active prompt whose class has a rejected or wanted image, made from the hand-written template it goes back to, so that an editor needs no memory.
 * @param edit what the editor makes of that template
 * @returns those that differ from the prompt as it is
 * @throws what edit throws; the signal's reason
 */
export async function proposeForEach(
  templates: readonly PromptTemplate[],
  images: readonly JudgedImage[],
  edit: (root: PromptTemplate, evidence: Evidence) => Candidate | Promise<Candidate>,
  { signal, onProgress }: CallOptions,
): Promise<readonly PromptProposal[]> {
  const judged = judgedClasses(images);
  const active = promptsToRefine(templates, images);
  const evidence: Evidence = {
    images: images.filter(({ className }) => judged.has(className)),
    choices: readChoices(templates),
  };
  const proposals: PromptProposal[] = [];
  for (const [done, template] of active.entries()) {
    await setImmediate(); // the kernel answers between two templates
    signal?.throwIfAborted();
    const proposal = asProposal(template, await edit(handWrittenAncestor(template, templates), evidence));
    if (proposal) proposals.push(proposal);
    onProgress?.(done + 1, active.length);
  }
  return proposals;
}

/** The active prompts of classes that have a rejected or wanted image. */
export function promptsToRefine(
  templates: readonly PromptTemplate[],
  images: readonly JudgedImage[],
): readonly PromptTemplate[] {
  const judged = judgedClasses(images);
  return templates.filter(({ status, className }) => status === "active" && judged.has(className));
}

function judgedClasses(images: readonly JudgedImage[]): ReadonlySet<string> {
  return new Set(images.filter(({ feedback }) => feedback !== "none").map(({ className }) => className));
}

function asProposal(template: PromptTemplate, { parts, why }: Candidate): PromptProposal | null {
  const text = formatTemplate(parts);
  if (text === formatTemplate(parseTemplate(template.text))) return null;
  const reasons = why.length > 0 ? why : ["the feedback that changed this prompt has been taken back"];
  return { className: template.className, text, parentId: template.id, why: reasons };
}
