/** A number found in a sample, and the range it may truly lie in. */
export interface Estimate {
  /** in [0, 1], or [-1, 1] where its name is kappa; null: nothing to divide by */
  readonly value: number | null;
  /** lower and upper end of the 95 % confidence interval; null where the sample gives none */
  readonly low: number | null;
  readonly high: number | null;
  /** what the value was divided by: labels, images, or averaged values, as its place says */
  readonly n: number;
}

/** The share of the rest: 1 - value, with the ends of its interval exchanged. */
export function complement({ value, low, high, n }: Estimate): Estimate {
  const rest = (share: number | null): number | null => (share === null ? null : 1 - share);
  return { value: rest(value), low: rest(high), high: rest(low), n };
}
