import type { PhraseTally } from "./count-phrases.js";

/** With fewer marked images of its own, a class's line tells the numbers of all classes. */
const ENOUGH_MARKS = 3;

/** The numbers behind a change, for the prompt card: "'solarized' is in 9 of 11 rejected, 2 of 40 kept". */
export function describeCounts(phrase: string, className: string, tallies: readonly PhraseTally[]): string {
  const name = phrase === "" ? "an empty choice" : `'${phrase}'`;
  const own = tallies.filter((tally) => tally.className === className);
  const marks = own.reduce((sum, tally) => sum + tally.carriedRejected + tally.carriedWanted, 0);
  if (tallies.length === 1 || marks >= ENOUGH_MARKS) return `${name} is in ${counts(own)}`;
  return `${name} is in ${counts(tallies)}, over all classes`;
}

function counts(tallies: readonly PhraseTally[]): string {
  const sum = (value: (tally: PhraseTally) => number): number =>
    tallies.reduce((total, each) => total + value(each), 0);
  const rejected = sum((tally) => tally.offeredRejected);
  const wanted = sum((tally) => tally.offeredWanted);
  const carriedRejected = sum((tally) => tally.carriedRejected);
  const carriedKept = sum((tally) => tally.carried) - carriedRejected;
  const parts = [
    `${carriedRejected} of ${rejected} rejected`,
    `${carriedKept} of ${sum((tally) => tally.offered) - rejected} kept`,
  ];
  if (wanted > 0) parts.push(`${sum((tally) => tally.carriedWanted)} of ${wanted} wanted`);
  return parts.join(", ");
}
