import type { Change, SessionEvent } from "../store/act-table.js";
import type { PromptTemplate } from "../types.js";

type TemplateChange = Extract<Change, { kind: "template" }>;

/**
 * The prompts as they stood at some moment, read back from the log: every change of theirs is in it, taken back ones as changes of their own.
 * Those made later are "discarded", as before the act that made them; those of classes that came later, which no act made, are as they are now.
 * @param at milliseconds since 1970
 */
export function promptsAt(
  templates: readonly PromptTemplate[],
  events: readonly SessionEvent[],
  at: number,
): PromptTemplate[] {
  const before = new Map<string, PromptTemplate["status"]>();
  const after = new Map<string, PromptTemplate["status"]>();
  for (const event of events) {
    for (const change of event.changes.filter((each): each is TemplateChange => each.kind === "template")) {
      if (event.at <= at) before.set(change.id, change.after);
      else if (!after.has(change.id)) after.set(change.id, change.before);
    }
  }
  return templates.map((template) => ({
    ...template,
    status: before.get(template.id) ?? after.get(template.id) ?? template.status,
  }));
}
