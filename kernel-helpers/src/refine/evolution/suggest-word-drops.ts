import type { TemplatePart } from "../parse-template.js";
import type { Suggestion } from "./suggestion.js";
import { hasContent } from "./unsay-label.js";

/** Words that hold a sentence together: leaving them out says nothing new. */
const SMALL_WORDS = new Set([
  "a",
  "an",
  "the",
  "of",
  "and",
  "or",
  "with",
  "on",
  "in",
  "at",
  "by",
  "to",
  "for",
  "is",
  "it",
]);

/**
 * One suggestion for each word of the template's plain text: leave it out. No mark speaks for any of them; whether one helps is for the fitness to say,
 * so they are worth making only where prompts can be compared with images.
 */
export function suggestWordDrops(parts: readonly TemplatePart[]): readonly Suggestion[] {
  const words = parts.flatMap((part) =>
    part.kind === "literal" ? (part.text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) : [],
  );
  return [...new Set(words.map((word) => word.toLowerCase()))]
    .filter((word) => !SMALL_WORDS.has(word))
    .map((word) => ({
      apply: (some) => dropWord(some, word),
      why: `without '${word}' prompts are nearer to the images that were kept, and further from the rejected ones`,
      support: 0,
    }));
}

function dropWord(parts: readonly TemplatePart[], word: string): readonly TemplatePart[] | null {
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${word}(?![\\p{L}\\p{N}])\\s*`, "giu");
  let isChanged = false;
  const changed = parts.map((part): TemplatePart => {
    if (part.kind !== "literal") return part;
    const text = part.text.replace(pattern, "");
    isChanged ||= text !== part.text;
    return { kind: "literal", text };
  });
  return isChanged && hasContent(changed) ? changed : null;
}
