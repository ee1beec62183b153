export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % of a standard normal distribution lie below. */
const Z = 1.959963984540054;

/**
 * The 95 % Wilson score interval of a share. It stays inside [0, 1], and has a width also where all or none were hit.
 * @param hits in [0, n]; need not be whole     @param n tries, > 0; need not be whole
 * @source Wilson 1927, "Probable inference, the law of succession, and statistical inference"; recommended by Brown, Cai & DasGupta 2001
 */
export function wilsonInterval(hits: number, n: number): Interval {
  const share = hits / n;
  const middle = (share + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))) / (1 + Z ** 2 / n);
  // at the ends the formula gives 0 and 1 only up to rounding
  return { low: hits === 0 ? 0 : Math.max(0, middle - half), high: hits === n ? 1 : Math.min(1, middle + half) };
}
