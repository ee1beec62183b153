import type { PromptTemplate } from "../types.js";

/** Editors write a reason with each template they make; a template without one was written by a person, or is the first. */
export function handWrittenAncestor(template: PromptTemplate, templates: readonly PromptTemplate[]): PromptTemplate {
  const byId = new Map(templates.map((each) => [each.id, each]));
  let at = template;
  while (at.why.length > 0) {
    const parent = at.parentId === null ? undefined : byId.get(at.parentId);
    if (!parent) return at;
    at = parent;
  }
  return at;
}
