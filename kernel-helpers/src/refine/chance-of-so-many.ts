/** One class's 2 x 2 table for one phrase. */
export interface PhraseCounts {
  /** images that carry the phrase and are rejected */
  readonly rejectedWith: number;
  /** images that carry the phrase */
  readonly all: number;
  /** images that could have carried it (their template offered it) and are rejected */
  readonly rejectedOffered: number;
  /** images that could have carried it */
  readonly allOffered: number;
}

/**
 * How likely it is that at least as many rejected images carry the phrase when rejection has nothing to do with it:
 * the one-sided exact conditional test, Fisher's for one table, the stratified (exact Cochran-Mantel-Haenszel) one for several.
 * Each table's margins are held fixed, so each rejectedWith is hypergeometric; their sum's distribution is the convolution.
 * @param tables one per class
 * @returns a probability in [0, 1]
 * @source Fisher 1935; Gart 1970, exact conditional test for stratified 2 x 2 tables
 */
export function chanceOfSoMany(tables: readonly PhraseCounts[]): number {
  let distribution = [1];
  let observed = 0;
  for (const table of tables) {
    distribution = convolve(distribution, hypergeometric(table));
    observed += table.rejectedWith;
  }
  const tail = distribution.slice(observed).reduce((sum, probability) => sum + probability, 0);
  return Math.min(1, tail);
}

/** P(rejectedWith = k), k = 0 ... all */
function hypergeometric({ all, rejectedOffered, allOffered }: PhraseCounts): number[] {
  const denominator = logChoose(allOffered, all);
  return Array.from({ length: all + 1 }, (_, k) =>
    k > rejectedOffered || all - k > allOffered - rejectedOffered
      ? 0
      : Math.exp(logChoose(rejectedOffered, k) + logChoose(allOffered - rejectedOffered, all - k) - denominator),
  );
}

function convolve(a: readonly number[], b: readonly number[]): number[] {
  const sums = new Array<number>(a.length + b.length - 1).fill(0);
  a.forEach((p, i) => {
    b.forEach((q, j) => {
      sums[i + j] += p * q;
    });
  });
  return sums;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1] + Math.log(i));
  return logFactorials[n];
}
