import type { PhraseTally } from "./count-phrases.js";

/** Imagined average images added to a phrase's own: keeps three images from meaning much. */
const PRIOR_IMAGES = 2;
/** A share this large is added to both sides of a ratio of rates, so that ratios of tiny rates mean nothing. */
const RATE_FLOOR = 0.05;

/**
 * How much more often than its neighbours a phrase should be drawn: (how likely an image with the phrase is kept) / (how likely any image of the class is kept),
 * times the same ratio for "wanted" where it is above 1.
 * A phrase's rate is shrunk: (marks + k r L) / (images + k), with k = 2 imagined images, r the class's own rate, and L how many times more often than expected
 * the phrase is marked in the other classes, itself shrunk to 1.
 * @param tallies of the phrase, one per judged class
 * @returns a number above 0; 1 when nothing is known
 */
export function phraseFactor(className: string, tallies: readonly PhraseTally[]): number {
  const own = tallies.find((tally) => tally.className === className);
  if (!own) return 1;
  const others = tallies.filter((tally) => tally.className !== className);
  return keptRatio(own, others) * wantedRatio(own, others);
}

function keptRatio(own: PhraseTally, others: readonly PhraseTally[]): number {
  const marks = (tally: PhraseTally): Marks => ({ carried: tally.carriedRejected, offered: tally.offeredRejected });
  const rejected = own.offeredRejected / own.offered;
  return (1 - shrunkRate(own, others, marks) + RATE_FLOOR) / (1 - rejected + RATE_FLOOR);
}

function wantedRatio(own: PhraseTally, others: readonly PhraseTally[]): number {
  const marks = (tally: PhraseTally): Marks => ({ carried: tally.carriedWanted, offered: tally.offeredWanted });
  const wanted = own.offeredWanted / own.offered;
  return Math.max(1, (shrunkRate(own, others, marks) + RATE_FLOOR) / (wanted + RATE_FLOOR));
}

/** Images with a mark: those that carry the phrase, and all whose template offered it. */
interface Marks {
  readonly carried: number;
  readonly offered: number;
}

/** The share of the phrase's images that carry the mark, shrunk as phraseFactor documents; in [0, 1]. */
function shrunkRate(own: PhraseTally, others: readonly PhraseTally[], marks: (tally: PhraseTally) => Marks): number {
  const rate = marks(own).offered / own.offered;
  if (rate === 0) return 0;
  const expected = (tally: PhraseTally): number => (tally.carried * marks(tally).offered) / tally.offered;
  const sum = (value: (tally: PhraseTally) => number): number => others.reduce((total, each) => total + value(each), 0);
  const prior = PRIOR_IMAGES * rate;
  const liftElsewhere = (sum((tally) => marks(tally).carried) + prior) / (sum(expected) + prior);
  return Math.min(1, (marks(own).carried + prior * liftElsewhere) / (own.carried + PRIOR_IMAGES));
}
