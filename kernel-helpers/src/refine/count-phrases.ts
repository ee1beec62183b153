import type { Feedback, JudgedImage, PromptTemplate } from "../types.js";
import { type Alternative, parseTemplate } from "./parse-template.js";

/** A phrase and the bracket it stands in: "" means something else in another bracket. */
export interface BracketPhrase {
  readonly text: string;
  readonly bracket: readonly Alternative[];
}

/** The brackets of every template an image may come from, by the template's id. */
export type Choices = ReadonlyMap<string, readonly (readonly Alternative[])[]>;

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

/** @param templates replaced ones too: their images are evidence */
export function readChoices(templates: readonly PromptTemplate[]): Choices {
  return new Map(
    templates.map(({ id, text }) => [
      id,
      parseTemplate(text).flatMap((part) => (part.kind === "choice" ? [part.alternatives] : [])),
    ]),
  );
}

/**
 * Counts one phrase class by class. Only images whose template offered the phrase count: an image that could not have drawn it says nothing about it.
 * @returns one tally per class with an offered image, in the order the classes first appear
 */
export function countPhrase(
  phrase: BracketPhrase,
  images: readonly JudgedImage[],
  choices: Choices,
): readonly PhraseTally[] {
  const places = placesOf(phrase, choices);
  const tallies = new Map<string, PhraseTally>();
  for (const image of images) {
    const place = places.get(image.templateId) ?? -1;
    if (place < 0) continue;
    const tally = tallies.get(image.className) ?? emptyTally(image.className);
    tallies.set(image.className, addImage(tally, image.feedback, image.phrases[place] === phrase.text));
  }
  return [...tallies.values()];
}

/** @returns the images that did not draw the phrase */
export function withoutPhrase(
  phrase: BracketPhrase,
  images: readonly JudgedImage[],
  choices: Choices,
): readonly JudgedImage[] {
  const places = placesOf(phrase, choices);
  return images.filter(({ templateId, phrases }) => phrases[places.get(templateId) ?? -1] !== phrase.text);
}

/** For each template, which of its brackets is the phrase's: the one that offers the phrase and shares most with the phrase's bracket; -1 for none. */
function placesOf({ text, bracket }: BracketPhrase, choices: Choices): ReadonlyMap<string, number> {
  const offered = new Set(bracket.map((alternative) => alternative.text));
  return new Map([...choices].map(([id, brackets]) => [id, findBracket(text, offered, brackets)]));
}

/** Ties go to the earlier bracket. */
function findBracket(
  phrase: string,
  offered: ReadonlySet<string>,
  brackets: readonly (readonly Alternative[])[],
): number {
  let best = -1;
  let bestShared = 0;
  brackets.forEach((alternatives, place) => {
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
