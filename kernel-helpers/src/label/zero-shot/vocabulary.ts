import { cleanLabel } from "../clean-label.js";

/**
 * The words a zero-shot labeler may give. A list: any of them may hold. Groups by name: a list is a group of which at most one word holds
 * in an image (colour: ["orange", "black"]); { any: [...] } is a group of which any may.
 */
export type Vocabulary =
  | readonly string[]
  | Readonly<Record<string, readonly string[] | { readonly any: readonly string[] }>>;

/** A word of a vocabulary. */
export interface Word {
  /** cleaned: lower case, one line */
  readonly label: string;
  /** of the words of one group at most one holds; null: holds or not, whatever the others do */
  readonly group: string | null;
}

/**
 * The words of a vocabulary, in its order.
 * @throws RangeError when there is none, when one is no label, or when one is there twice
 */
export function wordsOf(vocabulary: Vocabulary): Word[] {
  const words = isList(vocabulary)
    ? vocabulary.map((text) => wordOf(text, null))
    : Object.entries(vocabulary).flatMap(([name, group]) =>
        isList(group) ? group.map((text) => wordOf(text, name)) : anyOf(name, group),
      );
  if (words.length === 0) throw new RangeError("zero-shot labels: the vocabulary has no words; give at least one.");
  const seen = new Set<string>();
  for (const { label } of words) {
    if (seen.has(label)) {
      throw new RangeError(`zero-shot labels: "${label}" is in the vocabulary twice; leave it in one place.`);
    }
    seen.add(label);
  }
  return words;
}

function anyOf(name: string, group: { readonly any: readonly string[] }): Word[] {
  if (typeof group !== "object" || group === null || !Array.isArray(group.any)) {
    throw new RangeError(
      `zero-shot labels: group ${JSON.stringify(name)} is neither a list of words nor { any: [words] }; give one of them.`,
    );
  }
  return group.any.map((text) => wordOf(text, null));
}

function wordOf(text: unknown, group: string | null): Word {
  const label = typeof text === "string" ? cleanLabel(text) : null;
  if (label === null) {
    const came = String(JSON.stringify(text)).slice(0, 80);
    throw new RangeError(`zero-shot labels: ${came} in the vocabulary is no label; give words.`);
  }
  return { label, group };
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}
