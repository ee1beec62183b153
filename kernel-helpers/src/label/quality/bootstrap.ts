import { createRandom, randomInteger } from "../../linalg/random.js";
import type { Interval } from "./wilson-interval.js";

const RESAMPLES = 1000;
/** Sums in another order differ by that much and are the same. */
const ROUNDING = 1e-12;

/**
 * 95 % intervals of statistics that have no formula: images are drawn again and again, with repeats, and the middle 95 % of the
 * results are kept (percentile bootstrap, 1000 resamples).
 * @param n images     @param statistics from how often each image was drawn; null where it cannot be computed, always as many
 * @param seed the same seed, the same intervals
 * @returns null for a statistic that never varied: a sample without spread says nothing of it
 * @source Efron & Tibshirani 1993, chapter 13
 */
export function bootstrap(
  n: number,
  statistics: (draws: Uint32Array) => readonly (number | null)[],
  seed: number,
): readonly (Interval | null)[] {
  const random = createRandom(seed);
  const found: number[][] = [];
  for (let resample = 0; resample < RESAMPLES; resample++) {
    const draws = new Uint32Array(n);
    for (let i = 0; i < n; i++) draws[randomInteger(random, n)] += 1;
    statistics(draws).forEach((value, s) => {
      found[s] ??= [];
      if (value !== null) found[s].push(value);
    });
  }
  return found.map(middle);
}

function middle(values: readonly number[]): Interval | null {
  const ascending = Float64Array.from(values).sort();
  if (ascending.length === 0 || ascending[ascending.length - 1] - ascending[0] < ROUNDING) return null;
  return { low: quantile(ascending, 0.025), high: quantile(ascending, 0.975) };
}

/** Between two values it goes straight, as numpy.quantile does. */
function quantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
}
