import type { Estimate } from "./estimate.js";
import { wilsonInterval } from "./wilson-interval.js";

/**
 * A share with its Wilson interval.
 * @param hits in [0, n]     @param n independent tries; 0 gives null
 */
export function shareOf(hits: number, n: number): Estimate {
  return n === 0 ? { value: null, low: null, high: null, n } : { value: hits / n, ...wilsonInterval(hits, n), n };
}

/** What one image adds to a share of labels. */
export interface Part {
  readonly hits: number;
  readonly n: number;
}

/**
 * A share of labels that come several to an image. Labels of one image tend to be right or wrong together, so that many labels on few
 * images say less than their number: the Wilson interval is taken with the number of independent tries that would vary as much.
 * @param parts one per image; empty ones change nothing
 * @source Kish 1965 (design effect of a ratio of sums over clusters); Korn & Graubard 1998 (effective number of tries)
 */
export function pooledShare(parts: readonly Part[]): Estimate {
  const filled = parts.filter((part) => part.n > 0);
  const hits = filled.reduce((sum, part) => sum + part.hits, 0);
  const n = filled.reduce((sum, part) => sum + part.n, 0);
  if (n === 0) return shareOf(0, 0);
  const share = hits / n;
  const effective = n / designEffect(filled, share, n);
  return { value: share, ...wilsonInterval(hits === n ? effective : share * effective, effective), n };
}

/** How many times the variance of as many independent tries; at least 1: that images are even is never counted as knowledge. */
function designEffect(parts: readonly Part[], share: number, n: number): number {
  const independent = (share * (1 - share)) / n;
  const m = parts.length;
  if (independent === 0 || m < 2 || parts.every((part) => part.n <= 1)) return 1; // one label an image: nothing goes together
  const squares = parts.reduce((sum, part) => sum + (part.hits - share * part.n) ** 2, 0);
  return Math.max(1, ((m / (m - 1)) * squares) / n ** 2 / independent);
}
