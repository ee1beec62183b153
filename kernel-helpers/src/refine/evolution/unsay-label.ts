import type { TemplatePart } from "../parse-template.js";
import { holdsWords, withoutEndingSpace } from "./say-labels.js";

/** Words that lead to a thing and mean nothing without it: "on a sofa". */
const LEADING = "(?:(?:on|in|at|by|with|near|under|over|of|the|a|an|wearing)\\s+)*";

/**
 * A template without what says a label: alternatives that name it go (unless a bracket would be empty), and so do its words, with the words that lead to them, in plain text.
 * @returns null where it says no such thing, or nothing would be left
 */
export function unsayLabel(parts: readonly TemplatePart[], label: string): readonly TemplatePart[] | null {
  let isChanged = false;
  const changed = parts.map((part): TemplatePart => {
    if (part.kind === "class") return part;
    if (part.kind === "literal") {
      if (!holdsWords(part.text, label)) return part;
      isChanged = true;
      return { kind: "literal", text: removeWords(part.text, label) };
    }
    const kept = part.alternatives.filter(({ text }) => !holdsWords(text, label));
    if (kept.length === 0 || kept.length === part.alternatives.length) return part;
    isChanged = true;
    return { ...part, alternatives: kept };
  });
  return isChanged && hasContent(changed) ? withoutEndingSpace(changed) : null;
}

function removeWords(text: string, label: string): string {
  const words = label.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${LEADING}${words.join("[^\\p{L}\\p{N}]+")}(?![\\p{L}\\p{N}])`, "giu");
  return text
    .replace(pattern, "")
    .replace(/\s+/gu, " ")
    .replace(/(?: ?,)+/gu, ",");
}

/** True when something is still asked for. */
export function hasContent(parts: readonly TemplatePart[]): boolean {
  return parts.some((part) => part.kind === "class" || part.kind === "choice" || /[\p{L}\p{N}]/u.test(part.text));
}
