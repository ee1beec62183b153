import { ALSO_THINGS, ALWAYS_NOUNS, COMPOUNDS, DESCRIBING, STOP_LABELS, THINGS_IN_ING } from "./caption-lexicon.js";
import { cleanLabel } from "./clean-label.js";
import { readWords, type Word } from "./read-words.js";

export interface NounsOfOptions {
  /** Labels to leave out; they are also cut from the end of a compound: "sky background" is "sky". Default STOP_LABELS. */
  readonly stopLabels?: ReadonlySet<string>;
  /** Keeps words that tell of a thing too, each as a label of its own: "orange", "striped". Default false, as in the paper. */
  readonly adjectives?: boolean;
}

type Kind = "noun" | "adjective" | "other";

/** A run of nouns or one adjective, in the order of the caption. */
interface Phrase {
  readonly words: readonly Word[];
  readonly kind: "noun" | "adjective";
  /** it follows "a", "an" or the like: its last noun is singular */
  readonly isSingular: boolean;
  /** it stands before "gracefully" or the like: its last noun may be what is done so */
  readonly isDone: boolean;
}

/**
 * The nouns of an English caption as content labels: "two mice on a sofa cushion" has "mouse" and "sofa cushion". Nouns in a row are one
 * label, in the singular. What it gets wrong, and how often, is in docs/label-captions.md.
 * @returns clean labels without repeats, in order of appearance; none when the caption has none
 * @source the paper takes the nouns of a caption (NLTK's NN* tags, lemmatised), without compounds
 */
export function nounsOf(caption: string, options: NounsOfOptions = {}): readonly string[] {
  const { stopLabels = STOP_LABELS, adjectives = false } = options;
  const labels = phrasesOf(joinCompounds(readWords(caption))).flatMap((phrase) => {
    if (phrase.kind === "noun") return nounLabels(phrase, stopLabels);
    return adjectives ? [phrase.words[0].text] : [];
  });
  const clean = labels.flatMap((label) => cleanLabel(label) ?? []);
  return [...new Set(clean)].filter(
    (label) => !stopLabels.has(label) && /\p{L}/u.test(label) && !/^[a-z]$/.test(label),
  );
}

function joinCompounds(words: readonly Word[]): Word[] {
  const joined: Word[] = [];
  for (let i = 0; i < words.length; ) {
    const length = [3, 2].find((n) => i + n <= words.length && COMPOUNDS.has(nameOf(words.slice(i, i + n)))) ?? 1;
    const part = words.slice(i, i + length);
    const text = part.map((word) => word.text).join(" ");
    joined.push(length === 1 ? part[0] : { text, lemma: nameOf(part), tag: "NOUN" });
    i += length;
  }
  return joined;
}

/** The words as one label: the last in the singular. */
function nameOf(words: readonly Word[]): string {
  return words.map(({ text, lemma }, i) => (i === words.length - 1 ? lemma : text)).join(" ");
}

function phrasesOf(words: readonly Word[]): Phrase[] {
  const phrases: Phrase[] = [];
  let isSingular = false;
  let run: Word[] = [];
  const endRun = (isDone: boolean): void => {
    if (run.length > 0) phrases.push({ words: run, kind: "noun", isSingular, isDone });
    run = [];
  };
  const kinds = kindsOf(words);
  words.forEach((word, i) => {
    const kind = kinds[i];
    // not "draw" of "drawing"
    if (kind === "noun") run.push(word.tag === "VERB" ? { ...word, lemma: word.text } : word);
    else endRun(word.text.endsWith("ly") && words[i + 1]?.tag !== "VERB");
    if (kind === "adjective") phrases.push({ words: [word], kind, isSingular, isDone: false });
    if (kind === "other") isSingular = /^(an?|each|every)$/.test(word.text);
  });
  endRun(false);
  return phrases;
}

function kindsOf(words: readonly Word[]): Kind[] {
  const kinds = new Array<Kind>(words.length);
  for (let i = words.length - 1; i >= 0; i--) kinds[i] = kindOf(words, i, kinds[i + 1] ?? "other");
  return kinds;
}

/** @param after the kind of the next word */
function kindOf(words: readonly Word[], i: number, after: Kind): Kind {
  const { text, lemma, tag } = words[i];
  const before = words[i - 1];
  const isLast = after === "other"; // of its noun phrase
  if (DESCRIBING.has(text)) {
    const isThing = ALSO_THINGS.has(text) && isLast && before?.tag !== "AUX" && !isListed(words, i); // "an orange and an apple"
    return isThing ? "noun" : "adjective";
  }
  if (tag === "NOUN" || tag === "PROPN" || ALWAYS_NOUNS.has(text)) return "noun";
  // what the library takes for verbs and adjectives: "a walk", "in dim light", "a pencil drawing of a cat"
  if (isLast && tag === "VERB" && lemma === text && /^(an?|the)$/.test(before?.text ?? "")) return "noun";
  if (isLast && text === "light" && before?.tag !== "AUX") return "noun";
  if (THINGS_IN_ING.has(text) && words[i + 1]?.text === "of") return "noun";
  if (tag === "ADJ") return "adjective";
  // and for adverbs and verbs: "a soft gray cushion", "a potted plant"
  const canTell = !isLast && ["DET", "ADJ", "ADV", "ADP", "NUM", "CCONJ", "PUNCT"].includes(before?.tag ?? "DET");
  const isAdverb = tag === "ADV" && !/ly$|^(very|so|too|not|just|also|only|even|as|more|most|quite|rather)$/.test(text);
  return canTell && (isAdverb || (tag === "VERB" && text.endsWith("ed"))) ? "adjective" : "other";
}

/** "orange" in "an orange, black and white cat" and "an orange and white cat". */
function isListed(words: readonly Word[], i: number): boolean {
  const [link, next] = [words[i + 1], words[i + 2]];
  return /^(,|and|or|&)$/.test(link?.text ?? "") && (next?.tag === "ADJ" || DESCRIBING.has(next?.text ?? ""));
}

function nounLabels({ words, isSingular, isDone }: Phrase, stopLabels: ReadonlySet<string>): string[] {
  // "a cat lounges", "the cat naps peacefully": behind "a" stands no plural, so the last word is what the cat does
  const isVerb = (isSingular || isDone) && words.length > 1 && isPlural(words[words.length - 1]);
  const nouns = isVerb ? words.slice(0, -1) : words;
  return splitAtVerbs(nouns).flatMap((part) => {
    let end = part.length;
    while (end > 0 && stopLabels.has(part[end - 1].lemma)) end -= 1;
    return end === 0 ? [] : [nameOf(part.slice(0, end))];
  });
}

/** Takes out verbs that were taken for nouns: "bear swimming", "child eating ice cream", "ears poke". */
function splitAtVerbs(words: readonly Word[]): Word[][] {
  const parts: Word[][] = [[]];
  words.forEach((word, i) => {
    const isLast = i === words.length - 1;
    const isDoing = word.text.endsWith("ing") && !THINGS_IN_ING.has(word.lemma) && (i > 0 || isLast);
    const followsPlural = i > 0 && isPlural(words[i - 1]);
    if (isDoing) parts.push([]);
    else if (!followsPlural) parts[parts.length - 1].push(word);
    else if (!isLast || isPlural(word)) parts.push([word]);
  });
  return parts.filter((part) => part.length > 0);
}

function isPlural({ text, lemma }: Word): boolean {
  return text !== lemma;
}
