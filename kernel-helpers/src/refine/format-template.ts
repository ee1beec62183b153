import type { Alternative, TemplatePart } from "./parse-template.js";

/**
 * Writes a template the one canonical way: the inverse of parseTemplate.
 * @returns text that parses to the same parts; weights of 1 are not written, others keep three significant digits; brackets that say nothing any more are left out
 */
export function formatTemplate(parts: readonly TemplatePart[]): string {
  return parts.map(formatPart).join("");
}

function formatPart(part: TemplatePart): string {
  if (part.kind === "class") return "{class}";
  if (part.kind === "literal") return escapeText(part.text);
  if (part.alternatives.every(({ text }) => text === "")) return "";
  return `[${part.alternatives.map(formatAlternative).join(" | ")}]`;
}

function formatAlternative(alternative: Alternative): string {
  // a phrase that itself ends like a weight must not be read as one
  const text = escapeText(alternative.text).replace(/:(?=\s*\d+(\.\d+)?$)/u, "\\:");
  return alternative.weight === 1 ? text : `${text} :${formatWeight(alternative.weight)}`;
}

/** Three significant digits, never in exponent form; the smallest weight is 0.001. */
export function formatWeight(weight: number): string {
  const rounded = Number(weight.toPrecision(3));
  if (rounded >= 1000) return String(Math.round(rounded));
  return String(Math.max(0.001, Number(rounded.toFixed(4))));
}

function escapeText(text: string): string {
  return text.replace(/[\\[\]{}|]/gu, "\\$&");
}
