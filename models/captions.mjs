/**
 * The language of the small world: what a caption may say of a critter, and how. The phrases are those of the dataset's own captions
 * (CAPTION_PHRASES), those the default prompt templates add, and short terms such as labels are made of.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { CAPTION_PHRASES } = require("../kernel-helpers/dist/dataset/critters/caption-phrases.js");
const { CRITTER_VALUES } = require("../kernel-helpers/dist/dataset/critters/critter-attributes.js");

/** The attributes in the order of CRITTER_VALUES: bit i of a caption's `said` stands for ATTRIBUTES[i]. */
export const ATTRIBUTES = Object.keys(CRITTER_VALUES);

/** Captions of one picture. */
export const CAPTIONS_PER_IMAGE = 6;

/** Ways to say a value beside CAPTION_PHRASES. */
const MORE_PHRASES = {
  coat: { plain: ["plain"], spotted: [], striped: [] },
  medium: { photo: ["a real-world photo"], cartoon: ["a cartoon image"], sketch: ["a pencil sketch"] },
  lighting: { bright: ["in the light"], dim: ["dark", "in the dark"] },
  accessory: { none: ["wearing nothing"], hat: [], scarf: [], ball: [] },
};

/** A value as a label or a word of a list would say it. */
const TERMS = {
  kind: CAPTION_PHRASES.kind,
  colour: CAPTION_PHRASES.colour,
  coat: { plain: ["plain"], spotted: ["spotted", "spots", "dots"], striped: ["striped", "stripes"] },
  scene: {
    grass: ["grass", "meadow"],
    snow: ["snow", "snowy hill"],
    beach: ["beach", "sea"],
    night: ["night", "moon"],
    sofa: ["sofa", "living room"],
    forest: ["forest", "woods"],
  },
  medium: { photo: ["photo", "photograph"], cartoon: ["cartoon", "comic"], sketch: ["sketch", "pencil drawing"] },
  lighting: { bright: ["bright", "bright light"], dim: ["dim", "dim light", "dark"] },
  accessory: { none: ["nothing on"], hat: ["hat"], scarf: ["scarf"], ball: ["ball"] },
};

/** Marks said after the animal: "a cat with stripes". */
const COAT_AFTER = { plain: null, spotted: "with spots", striped: "with stripes" };
/** Lighting said before the animal, as the default prompt templates do: "a dark cat". */
const LIGHTING_BEFORE = { bright: "bright", dim: "dark" };
/** What a caption that does not say the medium calls the picture. */
const ANY_MEDIUM = ["an image", "a picture"];
/** What a caption that does not say the kind calls the animal. */
const ANY_KIND = ["animal", "critter"];
/** Joins, and signs that stand alone. */
const SMALL_WORDS = ["a", "an", "the", "of", "and", "with", "on", "in", "at", "by", ",", ".", "-"];

/**
 * Words the renderer cannot draw, of the default prompt templates and such as people add. They are not in the vocabulary: the models
 * learn from them that an unknown word says nothing.
 */
const FOREIGN_ADJECTIVES = [
  "colorful",
  "stylized",
  "high-contrast",
  "low-contrast",
  "posterized",
  "solarized",
  "sheared",
];
const FOREIGN_MEDIA = ["an oil painting", "a watercolor"];
const FOREIGN_WORDS = ["beautiful", "highly detailed", "cute", "happy", "in a city", "running", "4k", "artstation"];

/** Every word and sign that the models know, sorted; all else is the unknown token. */
export function vocabulary() {
  const phrases = [CAPTION_PHRASES, MORE_PHRASES, TERMS].flatMap((table) =>
    Object.values(table).flatMap((values) => Object.values(values).flat()),
  );
  const others = [COAT_AFTER, LIGHTING_BEFORE].flatMap((table) => Object.values(table).filter(Boolean));
  const all = [...phrases, ...others, ...ANY_MEDIUM, ...ANY_KIND, ...SMALL_WORDS].flatMap(wordsOf);
  return [...new Set(all)].sort();
}

/** A text's words and signs, as the tokenizer cuts them. */
export function wordsOf(text) {
  return text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

/**
 * The captions of one picture: the first says all seven attributes, the second what the dataset's captions say, the others leave things
 * out. Each comes with a false twin: the same words but for one attribute.
 * @returns {{ text: string, said: number, wrong: string, changed: number }[]} said: bits of the attributes the text settles;
 *   wrong: the twin, changed: the index of its wrong attribute
 */
export function captionsOf(attributes, random) {
  const plans = [
    planSentence(attributes, random, { omit: 0, usual: 0 }),
    planSentence(attributes, random, { omit: 0, usual: 0.6 }),
    planSentence(attributes, random, { omit: 0.25, usual: 0.3 }),
    planSentence(attributes, random, { omit: 0.25, usual: 0.3 }),
    planSentence(attributes, random, { omit: 0.25, usual: 0.3 }),
    planTerms(random),
  ];
  return plans.map((plan) => {
    const { attribute, value } = anotherValue(attributes, plan.said, random);
    return {
      text: say(attributes, plan),
      said: ATTRIBUTES.reduce((bits, name, i) => bits | (plan.said.has(name) ? 1 << i : 0), 0),
      wrong: say({ ...attributes, [attribute]: value }, plan),
      changed: ATTRIBUTES.indexOf(attribute),
    };
  });
}

/** One caption that says all seven attributes, in the first phrase of each: what prompts of an evaluation are made of. */
export function completeCaption(attributes) {
  const first = () => 0;
  return say(attributes, { ...planSentence(attributes, first, { omit: 0, usual: 0 }), foreign: [] });
}

/** How likely each part is left unsaid beyond `omit`: nobody names what is not there every time. */
const UNSAID_NOTHING = 0.4;
const UNSAID_KIND = 0.06;

/** Which attributes a sentence says and which phrase, place and order it takes, all drawn beforehand so that a twin can share them. */
function planSentence(attributes, random, { omit, usual }) {
  const said = new Set(ATTRIBUTES.filter((name) => name !== "kind" && !(random() < omit)));
  if (!(omit > 0 && random() < UNSAID_KIND)) said.add("kind");
  if (usual > 0 && attributes.coat === "plain" && random() < UNSAID_NOTHING) said.delete("coat");
  if (usual > 0 && attributes.accessory === "none" && random() < UNSAID_NOTHING) said.delete("accessory");
  if (said.size === 0) said.add("kind");
  const isPlayful = omit > 0;
  return {
    kind: "sentence",
    said,
    choose: Object.fromEntries(ATTRIBUTES.map((name) => [name, random() < usual ? 0 : random()])),
    isSceneFirst: isPlayful && random() < 0.3,
    isCoatAfter: isPlayful && random() < 0.25,
    isLightBefore: isPlayful && random() < 0.25,
    isArticleWrong: isPlayful && random() < 0.1,
    foreign: isPlayful && random() < 0.12 ? drawForeign(random) : [],
  };
}

function drawForeign(random) {
  const pick = (values) => values[Math.floor(random() * values.length)];
  const kinds = ["adjective", "medium", "end"];
  const kind = pick(kinds);
  return { kind, text: pick({ adjective: FOREIGN_ADJECTIVES, medium: FOREIGN_MEDIA, end: FOREIGN_WORDS }[kind]) };
}

/** A list of short terms, or a single one, bare or behind "a photo of a": how labels and hurried people speak. */
function planTerms(random) {
  const [isHeaded, saysMedium] = [random() < 0.4, random() < 0.6];
  const isMediumFirst = isHeaded && saysMedium;
  const sayable = ATTRIBUTES.filter((name) => !(isMediumFirst && name === "medium"));
  const order = sayable.map((name) => ({ name, key: random() })).sort((a, b) => a.key - b.key);
  const count = random() < 0.5 ? 1 : 2 + Math.floor(random() * 4);
  const names = order.slice(0, count).map(({ name }) => name);
  return {
    kind: "terms",
    said: new Set(isMediumFirst ? [...names, "medium"] : names),
    order: names,
    choose: Object.fromEntries(ATTRIBUTES.map((name) => [name, random()])),
    head: isMediumFirst ? "medium" : isHeaded ? "any" : "none",
  };
}

function say(attributes, plan) {
  return plan.kind === "terms" ? sayTerms(attributes, plan) : saySentence(attributes, plan);
}

function sayTerms(attributes, { order, choose, head }) {
  const terms = order.map((name) => choice(TERMS[name][attributes[name]], choose[name])).join(", ");
  if (head === "none") return terms;
  const medium = head === "any" ? ANY_MEDIUM[0] : choice(phrasesOf("medium", attributes.medium), choose.medium);
  return `${medium} of ${withArticle(terms, false)}`;
}

function saySentence(attributes, plan) {
  const { said, choose, foreign } = plan;
  const word = (name) => choice(phrasesOf(name, attributes[name]), choose[name]);
  const after = plan.isCoatAfter && said.has("coat") ? COAT_AFTER[attributes.coat] : null;
  const before = plan.isLightBefore && said.has("lighting") ? LIGHTING_BEFORE[attributes.lighting] : null;
  const animal = [
    foreign.kind === "adjective" ? foreign.text : "",
    before ?? "",
    said.has("coat") && !after ? word("coat") : "",
    said.has("colour") ? word("colour") : "",
    said.has("kind") ? word("kind") : choice(ANY_KIND, choose.kind),
    after ?? "",
  ];
  const where = [said.has("accessory") ? word("accessory") : "", said.has("scene") ? word("scene") : ""];
  if (plan.isSceneFirst) where.reverse();
  const medium = said.has("medium")
    ? word("medium")
    : foreign.kind === "medium"
      ? foreign.text
      : choice(ANY_MEDIUM, choose.medium);
  const sentence = joined(medium, "of", withArticle(joined(...animal), plan.isArticleWrong), ...where);
  const light = said.has("lighting") && !before ? word("lighting") : "";
  return [sentence, light, foreign.kind === "end" ? foreign.text : ""].filter((part) => part !== "").join(", ");
}

/** The phrases that say this value in words: never the empty one. */
function phrasesOf(name, value) {
  const all = [...CAPTION_PHRASES[name][value], ...(MORE_PHRASES[name]?.[value] ?? [])];
  return [...new Set(all.filter((phrase) => phrase !== ""))];
}

/** How often a twin's wrong attribute is this one: the small ones are the hard ones. */
const TWIN_TICKETS = { kind: 2, colour: 3, coat: 6, scene: 1, medium: 1, lighting: 1, accessory: 6 };

function anotherValue(attributes, said, random) {
  const tickets = ATTRIBUTES.filter((name) => said.has(name)).flatMap((name) => Array(TWIN_TICKETS[name]).fill(name));
  const attribute = tickets[Math.floor(random() * tickets.length)];
  const values = CRITTER_VALUES[attribute].filter((value) => value !== attributes[attribute]);
  return { attribute, value: values[Math.floor(random() * values.length)] };
}

/** @param u in [0, 1) */
function choice(phrases, u) {
  return phrases[Math.floor(u * phrases.length)];
}

function withArticle(phrase, isWrong) {
  const isVowel = /^[aeiou]/.test(phrase);
  return `${isVowel !== isWrong ? "an" : "a"} ${phrase}`;
}

function joined(...parts) {
  return parts.filter((part) => part !== "").join(" ");
}
