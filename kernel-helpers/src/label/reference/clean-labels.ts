import { cleanLabel } from "../clean-label.js";

/** @returns texts as labels: clean, each once, in their order; texts of which nothing is left are dropped */
export function cleanLabels(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => cleanLabel(text) ?? []))];
}
