import type { Filter } from "./filter.js";
import { natural } from "./geometry.js";
import { FILTERS, STOP_WORDS } from "./vocabulary.js";

/** What a prompt asks for. */
export interface ParsedPrompt {
  /** in the order they are applied, no repeats; never empty */
  readonly filters: readonly Filter[];
  /** in the order of the prompt, no repeats */
  readonly unknownWords: readonly string[];
}

const BY_PHRASE = new Map(FILTERS.flatMap((filter) => filter.words.map((phrase) => [phrase, filter] as const)));
const LONGEST_PHRASE = Math.max(...[...BY_PHRASE.keys()].map((phrase) => phrase.split(" ").length));

/**
 * Finds the filters a prompt asks for, longest phrases first ("oil painting" before "painting").
 * The class's name and stop words mean nothing here, so a class called "orange" turns nothing orange.
 * A prompt that asks for nothing gets the natural variation.
 */
export function parsePrompt(prompt: string, className: string): ParsedPrompt {
  const words = splitWords(prompt);
  const classWords = splitWords(className);
  const wanted = new Set<Filter>();
  const unknown = new Set<string>();
  for (let at = 0; at < words.length; ) {
    const classLength = startsWith(words, at, classWords) ? classWords.length : 0;
    const found = classLength > 0 ? null : longestPhrase(words, at);
    if (found) wanted.add(found.filter);
    else if (classLength === 0 && !STOP_WORDS.has(words[at]) && !isPartOf(classWords, words[at]))
      unknown.add(words[at]);
    at += classLength || found?.length || 1;
  }
  const filters = FILTERS.filter((filter) => wanted.has(filter));
  return { filters: filters.length > 0 ? filters : [natural], unknownWords: [...unknown] };
}

/** Lower-case words; hyphens, underscores and punctuation part them, apostrophes do not. */
function splitWords(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/['’]/g, "")
      .match(/[\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/gu) ?? []
  );
}

function startsWith(words: readonly string[], at: number, classWords: readonly string[]): boolean {
  if (classWords.length === 0) return false;
  const last = classWords.length - 1;
  return classWords.every((word, i) => words[at + i] === word || (i === last && words[at + i] === `${word}s`));
}

function isPartOf(classWords: readonly string[], word: string): boolean {
  return classWords.some((part) => word === part || word === `${part}s`);
}

function longestPhrase(
  words: readonly string[],
  at: number,
): { readonly filter: Filter; readonly length: number } | null {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length--) {
    const filter = BY_PHRASE.get(words.slice(at, at + length).join(" "));
    if (filter) return { filter, length };
  }
  return null;
}
