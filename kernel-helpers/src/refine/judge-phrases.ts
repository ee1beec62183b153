import { median } from "../linalg/median.js";
import type { JudgedImage } from "../types.js";
import { chanceToBeRejected } from "./chance-to-be-rejected.js";
import { type BracketPhrase, type Choices, countPhrase, withoutPhrase } from "./count-phrases.js";
import { describeCounts } from "./describe-counts.js";
import type { Alternative } from "./parse-template.js";
import { phraseFactor } from "./phrase-factor.js";

/** What the feedback says about the phrases of one template. */
export interface PhraseVerdicts {
  /** the brackets as they should be; none is empty */
  readonly brackets: readonly (readonly Alternative[])[];
  /** one line for each change */
  readonly why: readonly string[];
}

/** A phrase is dropped when rejections like its own come by chance this rarely, over all phrases of the template together (Bonferroni). */
const DROP_CHANCE = 0.05;
/** Factors nearer to 1 than this are left alone: they would be noise on the card. */
const SMALLEST_CHANGE = 1.2;
const LARGEST_CHANGE = 8;

/**
 * Judges the phrases of one template by how its class's images, and with less weight other classes' images, were judged.
 * First the phrase whose rejections are the least likely by chance is dropped, if they are more than chance; its images are then explained and leave the evidence,
 * so that what merely stood beside it is not blamed; and so on. Then the others are reweighted by what is left, against the median of their bracket.
 * @param brackets of the hand-written template
 * @param images of judged classes only
 */
export function judgePhrases(
  className: string,
  brackets: readonly (readonly Alternative[])[],
  images: readonly JudgedImage[],
  choices: Choices,
): PhraseVerdicts {
  const { kept, why, unexplained } = dropRejected(className, brackets, images, choices);
  const weighted = kept.map((bracket) => reweigh(className, bracket, unexplained, choices));
  return { brackets: weighted.map(({ bracket }) => bracket), why: [...why, ...weighted.flatMap((each) => each.why)] };
}

interface Remainder {
  readonly kept: readonly (readonly Alternative[])[];
  readonly why: readonly string[];
  /** images that carry none of the dropped phrases */
  readonly unexplained: readonly JudgedImage[];
}

function dropRejected(
  className: string,
  brackets: readonly (readonly Alternative[])[],
  images: readonly JudgedImage[],
  choices: Choices,
): Remainder {
  const bound = DROP_CHANCE / brackets.reduce((sum, bracket) => sum + bracket.length, 0);
  const why: string[] = [];
  let kept = brackets;
  let unexplained = images;
  for (;;) {
    const worst = findWorst(className, kept, unexplained, choices);
    if (!worst || worst.chance >= bound) return { kept, why, unexplained };
    // the card tells the plain counts, over all images
    const tallies = countPhrase(worst.phrase, images, choices);
    why.push(`${describeCounts(worst.phrase.text, className, tallies)}: no longer drawn`);
    unexplained = withoutPhrase(worst.phrase, unexplained, choices);
    kept = kept.map((bracket) =>
      bracket === worst.phrase.bracket ? bracket.filter(({ text }) => text !== worst.phrase.text) : bracket,
    );
  }
}

/** The phrase whose rejections are the least likely by chance, of brackets that have another; ties go to the earlier one. */
function findWorst(
  className: string,
  brackets: readonly (readonly Alternative[])[],
  images: readonly JudgedImage[],
  choices: Choices,
): { readonly phrase: BracketPhrase; readonly chance: number } | null {
  let worst: { readonly phrase: BracketPhrase; readonly chance: number } | null = null;
  for (const bracket of brackets.filter(({ length }) => length > 1)) {
    for (const { text } of bracket) {
      const phrase = { text, bracket };
      const chance = chanceToBeRejected(className, countPhrase(phrase, images, choices));
      if (chance < (worst?.chance ?? 1)) worst = { phrase, chance };
    }
  }
  return worst;
}

function reweigh(
  className: string,
  bracket: readonly Alternative[],
  images: readonly JudgedImage[],
  choices: Choices,
): { readonly bracket: readonly Alternative[]; readonly why: readonly string[] } {
  const tallies = bracket.map(({ text }) => countPhrase({ text, bracket }, images, choices));
  const factors = tallies.map((each) => phraseFactor(className, each));
  const usual = median(factors);
  const why: string[] = [];
  const reweighed = bracket.map(({ text, weight }, i): Alternative => {
    const factor = Math.min(LARGEST_CHANGE, Math.max(1 / LARGEST_CHANGE, factors[i] / usual));
    if (factor < SMALLEST_CHANGE && factor > 1 / SMALLEST_CHANGE) return { text, weight };
    const change = factor > 1 ? `${factor.toFixed(1)} times as often` : `${(1 / factor).toFixed(1)} times less often`;
    why.push(`${describeCounts(text, className, tallies[i])}: drawn ${change}`);
    return { text, weight: Number((weight * factor).toPrecision(2)) };
  });
  return { bracket: reweighed, why };
}
