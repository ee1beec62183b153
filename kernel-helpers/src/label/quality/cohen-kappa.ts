/**
 * Cohen's kappa of two yes-or-no answers: agreement beyond what chance alone would give.
 * @param n images     @param both said yes by both     @param onlyFirst said yes by the first alone     @param onlySecond by the second alone
 * @returns in [-1, 1]; 1 is full agreement, 0 is chance; null where both always say the same one word, so that chance explains all
 * @source Cohen 1960
 */
export function cohenKappa(n: number, both: number, onlyFirst: number, onlySecond: number): number | null {
  const first = (both + onlyFirst) / n;
  const second = (both + onlySecond) / n;
  const byChance = first * second + (1 - first) * (1 - second);
  return byChance === 1 || n === 0 ? null : ((n - onlyFirst - onlySecond) / n - byChance) / (1 - byChance);
}
