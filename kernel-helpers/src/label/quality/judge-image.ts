/** What was right and wrong about one image. Every judged label stands in exactly one of its side's lists. */
export interface ImageVerdict {
  readonly id: string;
  /** predicted and true */
  readonly right: readonly string[];
  /** predicted, and a true label is its ancestor or descendant */
  readonly rightByHierarchy: readonly string[];
  /** true, and a predicted label is its ancestor or descendant */
  readonly foundByHierarchy: readonly string[];
  /** predicted and not in the image */
  readonly hallucinated: readonly string[];
  /** in the image and not predicted */
  readonly omitted: readonly string[];
}

/**
 * Judges the labels of one image. A label counts by hierarchy only when it has no exact match; one label may vouch for several.
 * @param predicted without repeats     @param reference without repeats
 * @param areRelated null: only equal labels match
 */
export function judgeImage(
  id: string,
  predicted: readonly string[],
  reference: readonly string[],
  areRelated: ((a: string, b: string) => boolean) | null,
): ImageVerdict {
  const [said, actual] = [new Set(predicted), new Set(reference)];
  const hasRelative = (label: string, others: readonly string[]): boolean =>
    areRelated !== null && others.some((other) => areRelated(label, other));
  const extra = predicted.filter((label) => !actual.has(label));
  const missing = reference.filter((label) => !said.has(label));
  return {
    id,
    right: predicted.filter((label) => actual.has(label)),
    rightByHierarchy: extra.filter((label) => hasRelative(label, reference)),
    foundByHierarchy: missing.filter((label) => hasRelative(label, predicted)),
    hallucinated: extra.filter((label) => !hasRelative(label, reference)),
    omitted: missing.filter((label) => !hasRelative(label, predicted)),
  };
}
