import type { Alternative, TemplatePart } from "../parse-template.js";

/**
 * A template that says one of these labels each time: in the bracket that offers one of them already, else in a new one at the end, as a list of words
 * ("..., [grass | snow]").
 * @param labels at least one
 * @param isOptional with an empty alternative, so that half of the prompts stay as they are
 * @returns null where all are said already
 */
export function sayLabels(
  parts: readonly TemplatePart[],
  labels: readonly string[],
  isOptional: boolean,
): readonly TemplatePart[] | null {
  const missing = labels.filter((label) => !parts.some((part) => saysLabel(part, label)));
  if (missing.length === 0) return null;
  const added = missing.map((text): Alternative => ({ text, weight: 1 }));
  const place = parts.findIndex((part) => part.kind === "choice" && labels.some((label) => saysLabel(part, label)));
  if (place >= 0) {
    return parts.map((part, i) =>
      i === place && part.kind === "choice" ? { ...part, alternatives: [...part.alternatives, ...added] } : part,
    );
  }
  const empty: Alternative[] = isOptional ? [{ text: "", weight: added.length }] : [];
  // an empty alternative must not leave a comma behind, so the comma is said with the label
  const alternatives = isOptional ? added.map((each) => ({ ...each, text: `, ${each.text}` })) : added;
  const literal: TemplatePart[] = isOptional ? [] : [{ kind: "literal", text: ", " }];
  return [...withoutEndingSpace(parts), ...literal, { kind: "choice", alternatives: [...empty, ...alternatives] }];
}

/** The same template without blanks at its end, and without a part that held nothing else. */
export function withoutEndingSpace(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const last = parts.at(-1);
  if (last?.kind !== "literal") return parts;
  const text = last.text.trimEnd();
  return text === "" ? parts.slice(0, -1) : [...parts.slice(0, -1), { kind: "literal", text }];
}

/** True when a part holds the label's words, one after the other. */
export function saysLabel(part: TemplatePart, label: string): boolean {
  if (part.kind === "class") return false;
  if (part.kind === "literal") return holdsWords(part.text, label);
  return part.alternatives.some(({ text }) => holdsWords(text, label));
}

/** True when the text holds these words whole and in a row; case does not matter. */
export function holdsWords(text: string, words: string): boolean {
  const spaced = (each: string): string => ` ${(each.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(" ")} `;
  const wanted = spaced(words);
  return wanted.trim() !== "" && spaced(text).includes(wanted);
}
