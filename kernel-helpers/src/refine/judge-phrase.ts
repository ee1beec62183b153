import { chanceOfSoMany } from "./chance-of-so-many.js";
import type { PhraseTally } from "./count-phrases.js";

/** What the feedback says about one phrase in one class. */
export interface PhraseVerdict {
  readonly isDropped: boolean;
  /** what its weight is multiplied by; 1 when the feedback does not say enough */
  readonly factor: number;
  /** one line for the prompt card; null when nothing changes */
  readonly why: string | null;
}

/** Imagined average images added to a phrase's own: keeps three images from meaning much. */
const PRIOR_IMAGES = 2;
/** A share this large is added to both sides of a ratio of rates, so that ratios of tiny rates mean nothing. */
const RATE_FLOOR = 0.05;
/** A phrase is dropped when so many rejections would come by chance this rarely, over all phrases of the template together. */
const DROP_CHANCE = 0.05;
/** ... and when it was rejected at least so often in the classes that were judged. */
const DROP_MARKS = 3;
/** Factors nearer to 1 than this are left alone: they would be noise on the card. */
const SMALLEST_CHANGE = 1.2;
const LARGEST_FACTOR = 8;

const UNCHANGED: PhraseVerdict = { isDropped: false, factor: 1, why: null };

/**
 * Judges one phrase for one class from its tallies in all classes that were judged.
 *
 * The weight's factor is (how likely an image with the phrase is kept) / (how likely any image of the class is kept), times the same ratio for "wanted" where it is above 1.
 * A phrase's rate is shrunk: (marks + k r L) / (images + k), with k = 2 imagined images, r the class's own rate, and L how many times more often than expected
 * the phrase is marked in the other classes, itself shrunk to 1.
 * The phrase is dropped only when its rejections are more than chance (exact test, Bonferroni over the template's phrases), most of its images are rejected,
 * and the class wants none of them.
 * @param tallies of this phrase, only classes with a rejected or wanted image
 * @param phrases number of phrases the template has, for the Bonferroni bound
 */
export function judgePhrase(
  phrase: string,
  className: string,
  tallies: readonly PhraseTally[],
  phrases: number,
): PhraseVerdict {
  const own = tallies.find((tally) => tally.className === className);
  if (!own || own.offered === 0) return UNCHANGED;
  const others = tallies.filter((tally) => tally.className !== className);
  if (isMoreThanChance(own, tallies, phrases)) {
    return { isDropped: true, factor: 0, why: `${describeCounts(phrase, own, tallies)}: no longer drawn` };
  }
  const factor = keptFactor(own, others) * wantedFactor(own, others);
  const bounded = Math.min(LARGEST_FACTOR, Math.max(1 / LARGEST_FACTOR, factor));
  if (bounded < SMALLEST_CHANGE && bounded > 1 / SMALLEST_CHANGE) return UNCHANGED;
  const change = bounded > 1 ? `drawn ${times(bounded)} as often` : `drawn ${times(1 / bounded)} less often`;
  return { isDropped: false, factor: bounded, why: `${describeCounts(phrase, own, tallies)}: ${change}` };
}

function isMoreThanChance(own: PhraseTally, tallies: readonly PhraseTally[], phrases: number): boolean {
  if (own.carriedWanted > 0 || own.carriedRejected === 0) return false;
  const bound = DROP_CHANCE / phrases;
  return standsOut([own], bound) || standsOut(tallies, bound);
}

function standsOut(tallies: readonly PhraseTally[], bound: number): boolean {
  const rejected = tallies.reduce((sum, tally) => sum + tally.carriedRejected, 0);
  const carried = tallies.reduce((sum, tally) => sum + tally.carried, 0);
  if (rejected < DROP_MARKS || rejected < carried / 2) return false;
  const tables = tallies.map((tally) => ({
    rejectedWith: tally.carriedRejected,
    all: tally.carried,
    rejectedOffered: tally.offeredRejected,
    allOffered: tally.offered,
  }));
  return chanceOfSoMany(tables) < bound;
}

function keptFactor(own: PhraseTally, others: readonly PhraseTally[]): number {
  const marks = (tally: PhraseTally): Marks => ({ carried: tally.carriedRejected, offered: tally.offeredRejected });
  const rejected = own.offeredRejected / own.offered;
  return (1 - shrunkRate(own, others, marks) + RATE_FLOOR) / (1 - rejected + RATE_FLOOR);
}

function wantedFactor(own: PhraseTally, others: readonly PhraseTally[]): number {
  const marks = (tally: PhraseTally): Marks => ({ carried: tally.carriedWanted, offered: tally.offeredWanted });
  const wanted = own.offeredWanted / own.offered;
  return Math.max(1, (shrunkRate(own, others, marks) + RATE_FLOOR) / (wanted + RATE_FLOOR));
}

/** Images with a mark: those that carry the phrase, and all whose template offered it. */
interface Marks {
  readonly carried: number;
  readonly offered: number;
}

/** The share of the phrase's images that carry the mark, shrunk as judgePhrase documents; in [0, 1]. */
function shrunkRate(own: PhraseTally, others: readonly PhraseTally[], marks: (tally: PhraseTally) => Marks): number {
  const rate = marks(own).offered / own.offered;
  if (rate === 0) return 0;
  const expected = (tally: PhraseTally): number => (tally.carried * marks(tally).offered) / tally.offered;
  const sum = (value: (tally: PhraseTally) => number): number => others.reduce((total, each) => total + value(each), 0);
  const prior = PRIOR_IMAGES * rate;
  const liftElsewhere = (sum((tally) => marks(tally).carried) + prior) / (sum(expected) + prior);
  return Math.min(1, (marks(own).carried + prior * liftElsewhere) / (own.carried + PRIOR_IMAGES));
}

/** "'solarized' is in 9 of 11 rejected, 2 of 40 kept"; over all classes when the class itself says little. */
function describeCounts(phrase: string, own: PhraseTally, tallies: readonly PhraseTally[]): string {
  const name = phrase === "" ? "an empty choice" : `'${phrase}'`;
  const isOwnEnough = tallies.length === 1 || own.carriedRejected + own.carriedWanted >= DROP_MARKS;
  if (isOwnEnough) return `${name} is in ${counts([own])}`;
  return `${name} is in ${counts(tallies)} of all classes`;
}

function counts(tallies: readonly PhraseTally[]): string {
  const sum = (value: (tally: PhraseTally) => number): number =>
    tallies.reduce((total, each) => total + value(each), 0);
  const rejected = sum((tally) => tally.offeredRejected);
  const wanted = sum((tally) => tally.offeredWanted);
  const kept = sum((tally) => tally.offered) - rejected;
  const carriedRejected = sum((tally) => tally.carriedRejected);
  const carriedKept = sum((tally) => tally.carried) - carriedRejected;
  const lines = [`${carriedRejected} of ${rejected} rejected`, `${carriedKept} of ${kept} kept`];
  if (wanted > 0) lines.push(`${sum((tally) => tally.carriedWanted)} of ${wanted} wanted`);
  return lines.join(", ");
}

function times(factor: number): string {
  return `${factor.toFixed(1)} times`;
}
