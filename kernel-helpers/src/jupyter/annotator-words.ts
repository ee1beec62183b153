import { cleanLabels } from "../label/reference/clean-labels.js";
import type { LabelledImage } from "../types.js";

/** What a labeler said of one image, or a plain list of labels. */
export type Suggestion = LabelledImage | readonly string[];

export function suggestedLabels(suggestion: Suggestion): string[] {
  return cleanLabels("labels" in suggestion ? suggestion.labels : suggestion);
}

/**
 * The labels that are offered for every image: the given ones, else all that were suggested for any image, the most frequent first (ties in
 * alphabetical order); then those of earlier answers.
 */
export function startingVocabulary(
  given: readonly string[] | undefined,
  suggested: readonly (readonly string[])[],
  answered: readonly string[],
): string[] {
  return [...new Set([...(given ? cleanLabels(given) : byFrequency(suggested)), ...answered])];
}

function byFrequency(suggested: readonly (readonly string[])[]): string[] {
  const counts = new Map<string, number>();
  for (const label of suggested.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([label]) => label);
}
