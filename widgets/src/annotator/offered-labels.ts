/** A label as it is offered for one image. */
export interface OfferedLabel {
  readonly label: string;
  /** the key that toggles it; null for those beyond the keys */
  readonly key: string | null;
  readonly isChosen: boolean;
  readonly isSuggested: boolean;
}

/** N, S and Z say something else. */
export const LABEL_KEYS: readonly string[] = [..."123456789", ..."abcdefghijklmopqrtuvwxy"];

/**
 * The labels of one image: the vocabulary in its order, so that a label has the same key at every image; then what is suggested or was
 * chosen for this image alone.
 */
export function offeredLabels(
  vocabulary: readonly string[],
  suggested: readonly string[],
  chosen: readonly string[],
): OfferedLabel[] {
  const labels = [...new Set([...vocabulary, ...suggested, ...chosen])];
  const [isSuggested, isChosen] = [new Set(suggested), new Set(chosen)];
  return labels.map((label, place) => ({
    label,
    key: LABEL_KEYS[place] ?? null,
    isChosen: isChosen.has(label),
    isSuggested: isSuggested.has(label),
  }));
}

/** What Enter and Shift+Enter do with a typed text, and the labels that it finds. */
export interface Found {
  readonly labels: readonly OfferedLabel[];
  /** Enter toggles it; null where it adds */
  readonly best: string | null;
  /** the text as a new label; null when there is no text, or it is a label already */
  readonly fresh: string | null;
}

/** Finds labels by a typed text: the label itself first, then those that begin with it, then those with a word that does, then the rest. */
export function findLabels(offered: readonly OfferedLabel[], typed: string): Found {
  const text = typed.trim().toLowerCase();
  if (text === "") {
    return { labels: offered, best: null, fresh: null };
  }
  const rank = ({ label }: OfferedLabel): number =>
    label === text ? 0 : label.startsWith(text) ? 1 : label.includes(` ${text}`) ? 2 : 3;
  const labels = offered.filter(({ label }) => label.includes(text)).sort((a, b) => rank(a) - rank(b));
  const best = labels[0]?.label ?? null;
  return { labels, best, fresh: best === text ? null : text };
}
