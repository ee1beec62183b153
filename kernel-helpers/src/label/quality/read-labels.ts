import type { LabelledImage } from "../../types.js";
import { cleanLabel } from "../clean-label.js";

/** Labels by image id, as plain lists or as a labeler gave them. */
export type LabelsById =
  | ReadonlyMap<string, readonly string[] | LabelledImage>
  | Readonly<Record<string, readonly string[] | LabelledImage>>;

/** Which labels mean another one: { kitten: "cat" }. */
export type Synonyms = Readonly<Record<string, string>>;

/**
 * How every label is read before it is compared: cleaned (case and blanks do not matter), then replaced by what it is a synonym of.
 * A chain of synonyms is followed to its end.
 * @returns null for a text that holds no label
 * @throws RangeError when synonyms go round in a circle, or one of them is no label
 */
export function labelReader(synonyms: Synonyms = {}): (text: string) => string | null {
  const meaning = new Map(Object.entries(synonyms).map(([from, to]) => [cleaned(from), cleaned(to)]));
  for (const [from, to] of meaning) if (from === to) meaning.delete(from); // "cat" for "Cat" says nothing
  const ends = new Map([...meaning.keys()].map((from) => [from, endOf(from, meaning)]));
  return (text) => {
    const label = cleanLabel(text);
    return label === null ? null : (ends.get(label) ?? label);
  };
}

/** @returns without repeats, in their order */
export function readLabels(texts: readonly string[], read: (text: string) => string | null): string[] {
  return [...new Set(texts.map(read))].filter((label) => label !== null);
}

function cleaned(text: string): string {
  const label = cleanLabel(text);
  if (label === null)
    throw new RangeError(`The synonyms hold ${JSON.stringify(text)}, which is no label; leave it out.`);
  return label;
}

function endOf(from: string, meaning: ReadonlyMap<string, string>): string {
  const passed = new Set<string>();
  let label = from;
  for (let next = meaning.get(label); next !== undefined; next = meaning.get(label)) {
    if (passed.has(label)) {
      throw new RangeError(`The synonyms go round in a circle: ${[...passed].join(" -> ")} -> ${label}; take one out.`);
    }
    passed.add(label);
    label = next;
  }
  return label;
}
