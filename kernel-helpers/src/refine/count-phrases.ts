import type { Feedback, JudgedImage, PromptTemplate } from "../types.js";
import { type Alternative, parseTemplate } from "./parse-template.js";

/** How one phrase fared among the images of one class whose template offered it. */
export interface PhraseTally {
  readonly className: string;
  /** images that could have drawn the phrase */
  readonly offered: number;
  readonly offeredRejected: number;
  readonly offeredWanted: number;
  /** of those, the images that did */
  readonly carried: number;
  readonly carriedRejected: number;
  readonly carriedWanted: number;
}

/** The brackets of a template, in order. */
export function choicesOf(text: string): readonly (readonly Alternative[])[] {
  return parseTemplate(text).flatMap((part) => (part.kind === "choice" ? [part.alternatives] : []));
}

/**
 * Counts one phrase class by class. Only images whose template offered the phrase count: an image that could not have drawn it says nothing about it.
 * Brackets of different templates are matched by what they offer, so that "" in "[ | bright]" is not "" in "[ | cartoon]".
 * @param bracket the alternatives of the bracket that the phrase stands in
 * @param templates every template an image may come from, replaced ones too; images of unknown templates are left out
 * @returns one tally per class with an offered image, in the order the classes first appear
 */
export function countPhrase(
  phrase: string,
  bracket: readonly Alternative[],
  images: readonly JudgedImage[],
  templates: readonly PromptTemplate[],
): readonly PhraseTally[] {
  const places = new Map<string, number>();
  for (const template of templates) places.set(template.id, findBracket(phrase, bracket, choicesOf(template.text)));
  const tallies = new Map<string, PhraseTally>();
  for (const image of images) {
    const place = places.get(image.templateId) ?? -1;
    if (place < 0) continue;
    const tally = tallies.get(image.className) ?? emptyTally(image.className);
    tallies.set(image.className, addImage(tally, image.feedback, image.phrases[place] === phrase));
  }
  return [...tallies.values()];
}

function emptyTally(className: string): PhraseTally {
  return {
    className,
    offered: 0,
    offeredRejected: 0,
    offeredWanted: 0,
    carried: 0,
    carriedRejected: 0,
    carriedWanted: 0,
  };
}

function addImage(tally: PhraseTally, feedback: Feedback, carries: boolean): PhraseTally {
  const rejected = feedback === "rejected" ? 1 : 0;
  const wanted = feedback === "wanted" ? 1 : 0;
  const carried = carries ? 1 : 0;
  return {
    className: tally.className,
    offered: tally.offered + 1,
    offeredRejected: tally.offeredRejected + rejected,
    offeredWanted: tally.offeredWanted + wanted,
    carried: tally.carried + carried,
    carriedRejected: tally.carriedRejected + rejected * carried,
    carriedWanted: tally.carriedWanted + wanted * carried,
  };
}

/** Place of the bracket that shares most alternatives with the given one and offers the phrase; -1 for none. Ties go to the earlier bracket. */
function findBracket(
  phrase: string,
  bracket: readonly Alternative[],
  choices: readonly (readonly Alternative[])[],
): number {
  const offered = new Set(bracket.map(({ text }) => text));
  let best = -1;
  let bestShared = 0;
  choices.forEach((alternatives, place) => {
    if (!alternatives.some(({ text }) => text === phrase)) return;
    // "" is in most brackets, so it counts only half
    const shared = alternatives.reduce((sum, { text }) => sum + (offered.has(text) ? (text === "" ? 0.5 : 1) : 0), 0);
    if (shared > bestShared) {
      best = place;
      bestShared = shared;
    }
  });
  return best;
}
