import type { WinkMethods } from "wink-nlp";
import { PLURAL_ONLY, SINGULAR_IN_S } from "./caption-lexicon.js";

/** A word as it stands in a text. */
export interface Word {
  /** lower case, American spelling */
  readonly text: string;
  /** its singular or infinitive; the text itself where there is none */
  readonly lemma: string;
  /** part of speech, of the Universal Dependencies' tags: NOUN, PROPN, ADJ, VERB, DET, ADP, PUNCT, ... */
  readonly tag: string;
}

/** Text beyond is not read: time grows with the square of a word's length, and a caption is a sentence or two. */
const MOST_CHARACTERS = 2000;
const LONGEST_WORD = 40;
const TOO_LONG = new RegExp(`\\S{${LONGEST_WORD + 1},}`, "gu");

let library: WinkMethods | undefined;

/**
 * The words and signs of an English text. The one place that imports wink-nlp. Words of more than 40 characters (addresses, noise) are
 * passed over, and what stands behind the 2,000th character. "snow-covered" and "t-shirt" are one word each.
 */
export function readWords(text: string): readonly Word[] {
  const plain = text
    .slice(0, MOST_CHARACTERS)
    .replace(/\p{Cf}+/gu, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(TOO_LONG, " | ");
  library ??= openLibrary();
  const { its } = library;
  const tokens = library.readDoc(plain.toLowerCase()).tokens(); // one spelling, one tag: "Cat" and "cat"
  const texts = tokens.out<string>(its.normal);
  const lemmas = tokens.out<string>(its.lemma as typeof its.normal);
  const tags = tokens.out<string>(its.pos);
  const words = texts.map((one, i) => ({ text: one, lemma: singular(one, lemmas[i], tags[i]), tag: tags[i] }));
  return joinHyphens(words, tokens.out<string>(its.precedingSpaces));
}

function openLibrary(): WinkMethods {
  // here, not above: a third of a second that only those pay who read captions
  const open = require("wink-nlp") as typeof import("wink-nlp").default;
  return open(require("wink-eng-lite-web-model"), ["sbd", "pos"]);
}

/** Mends the library's lemma of a noun: it cuts "pants" and "species", and leaves "people" and plurals that it does not know. */
function singular(text: string, lemma: string, tag: string): string {
  if (tag !== "NOUN" && tag !== "PROPN") return lemma;
  if (PLURAL_ONLY.has(text)) return text;
  if (text === "people") return "person";
  const isUnknownPlural = lemma === text && /\w{2}[^aiusy']s$/.test(text) && !SINGULAR_IN_S.has(text);
  return isUnknownPlural ? text.slice(0, -1) : lemma;
}

function joinHyphens(words: readonly Word[], spaces: readonly string[]): Word[] {
  const joined: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    const last = joined.at(-1);
    const next = words[i + 1];
    const isJoint = words[i].text === "-" && last && next && spaces[i] === "" && spaces[i + 1] === "";
    if (isJoint && isWord(last) && isWord(next)) {
      joined[joined.length - 1] = joinTwo(last, next);
      i += 1;
    } else joined.push(words[i]);
  }
  return joined;
}

function isWord({ tag }: Word): boolean {
  return tag !== "PUNCT" && tag !== "SYM";
}

/** "t-shirt" is a noun, "snow-covered" and "two-story" tell of one, and "close-up" is neither. */
function joinTwo(first: Word, last: Word): Word {
  const isNoun = first.tag === "NOUN" && last.tag === "NOUN";
  const tells = ["ADJ", "VERB", "NOUN"].includes(last.tag);
  return {
    text: `${first.text}-${last.text}`,
    lemma: `${first.text}-${isNoun ? last.lemma : last.text}`,
    tag: isNoun ? "NOUN" : tells ? "ADJ" : "X",
  };
}
