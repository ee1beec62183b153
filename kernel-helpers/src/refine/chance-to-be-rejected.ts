import { chanceOfSoMany } from "./chance-of-so-many.js";
import type { PhraseTally } from "./count-phrases.js";

/** Fewer rejected images than this never drop a phrase, however unlikely they are. */
const LEAST_REJECTED = 3;

/**
 * How likely a phrase's rejections would be if they had nothing to do with the phrase: the smaller of the chance in the class itself and the chance over all classes.
 * @param tallies of the phrase, one per judged class
 * @returns a probability in [0, 1]; 1 also where the phrase must stay whatever the chance:
 *   the class wants an image with it, keeps most of its images with it, or fewer than three images with it are rejected
 */
export function chanceToBeRejected(className: string, tallies: readonly PhraseTally[]): number {
  const own = tallies.find((tally) => tally.className === className);
  if (!own || own.carriedWanted > 0 || own.carriedRejected < own.carried / 2) return 1;
  return Math.min(chanceOver([own]), chanceOver(tallies));
}

function chanceOver(tallies: readonly PhraseTally[]): number {
  const rejected = tallies.reduce((sum, tally) => sum + tally.carriedRejected, 0);
  const carried = tallies.reduce((sum, tally) => sum + tally.carried, 0);
  if (rejected < LEAST_REJECTED || rejected < carried / 2) return 1;
  return chanceOfSoMany(
    tallies.map((tally) => ({
      rejectedWith: tally.carriedRejected,
      all: tally.carried,
      rejectedOffered: tally.offeredRejected,
      allOffered: tally.offered,
    })),
  );
}
