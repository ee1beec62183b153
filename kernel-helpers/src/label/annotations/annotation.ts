import { cleanLabel } from "../clean-label.js";

/** What a file says about one image. */
export interface Annotation {
  /** the image's path as the file has it */
  readonly file: string;
  /** clean, no repeats */
  readonly labels: readonly string[];
  readonly caption: string | null;
}

/** What parts several labels in one text. */
const SEPARATORS = /[;|,\r\n]/;

/**
 * Labels from a list of texts, one each, or from one text that may hold several, parted by ";", "|", "," or the separator given.
 * Nothing is left of a text that has nothing to see.
 */
export function labelsIn(value: string | readonly string[], separator?: string): string[] {
  const texts = typeof value === "string" ? value.split(separator ?? SEPARATORS) : value;
  return [...new Set(texts.flatMap((text) => cleanLabel(text) ?? []))];
}

/** One annotation per file: of files that are there several times, all labels and the first caption. */
export function mergeAnnotations(annotations: readonly Annotation[]): Annotation[] {
  const labelsOf = new Map<string, Set<string>>();
  const captionOf = new Map<string, string | null>();
  for (const { file, labels, caption } of annotations) {
    const merged = labelsOf.get(file) ?? new Set();
    for (const label of labels) merged.add(label);
    labelsOf.set(file, merged);
    captionOf.set(file, captionOf.get(file) ?? caption);
  }
  return [...labelsOf].map(([file, labels]) => ({ file, labels: [...labels], caption: captionOf.get(file) ?? null }));
}
