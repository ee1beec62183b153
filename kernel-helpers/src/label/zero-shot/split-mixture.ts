import { type Line, probability } from "./fit-line.js";
import { leaningHeap } from "./leaning-heap.js";

/** Two heaps of numbers, as normal distributions of one width. */
interface Mixture {
  /** of the upper heap */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly deviation: number;
  readonly logLikelihood: number;
}

/** Means so many standard deviations apart are two heaps. Under 2 the sum of two equal ones has one peak (Ashman, Bird & Zepf 1994). */
const FAR_APART = 2.5;
/** By how much two heaps must explain more than one, BIC (Kass & Raftery 1995: strong from 6 on). */
const STRONG_EVIDENCE = 6;
/** Fewer cases are no heap. */
const SMALLEST_HEAP = 5;
const MAX_ROUNDS = 500;
// found once: in a context of node:vm each look-up of a global is slow
const { abs, exp, log1p, max } = Math;

/**
 * Cuts numbers into a lower and an upper heap where there are two: a mixture of two normal distributions of one width, fitted by expectation
 * maximisation from the cut of least variance (Otsu 1979), kept when it is far better than one heap that may lean, and its means are far apart.
 * It fails, and says null, where nearly all or nearly none are in the upper heap; a flat broad heap with sharp ends may fool it.
 * @returns log-odds of the upper heap by the number; null where there is one heap
 * @source McLachlan & Peel 2000, 3.2 (the mixture)
 */
export function splitMixture(numbers: Float64Array): Line | null {
  const sorted = numbers.slice().sort();
  const n = sorted.length;
  const mean = sorted.reduce((a, b) => a + b, 0) / n;
  const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  if (n < 2 * SMALLEST_HEAP || !(variance > 1e-14)) return null;
  const two = fitMixture(sorted, Math.sqrt(variance));
  const evidence = 2 * (two.logLikelihood - leaningHeap(sorted)) - Math.log(n); // four parameters against three
  const isSplit =
    evidence > STRONG_EVIDENCE &&
    two.high - two.low > FAR_APART * two.deviation &&
    Math.min(two.share, 1 - two.share) * n >= SMALLEST_HEAP;
  return isSplit ? lineOf(two) : null;
}

function lineOf({ share, low, high, deviation }: Mixture): Line {
  const slope = (high - low) / deviation ** 2;
  return { slope, intercept: Math.log(share / (1 - share)) - (slope * (high + low)) / 2 };
}

/** @param width standard deviation of all */
function fitMixture(sorted: Float64Array, width: number): Mixture {
  const cut = otsuCut(sorted);
  let responsibilities = sorted.map((_, i) => (i < cut ? 0 : 1));
  let mixture = maximise(sorted, responsibilities, width);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const line = lineOf(mixture);
    responsibilities = sorted.map((value) => probability(line.intercept + line.slope * value));
    const next = maximise(sorted, responsibilities, width);
    const gain = next.logLikelihood - mixture.logLikelihood;
    mixture = next;
    if (Math.abs(gain) < 1e-9 * sorted.length) break;
  }
  return mixture;
}

function maximise(sorted: Float64Array, responsibilities: Float64Array, width: number): Mixture {
  const n = sorted.length;
  const mass = responsibilities.reduce((a, b) => a + b, 0);
  const share = Math.min(1 - 1e-6, Math.max(1e-6, mass / n));
  let high = 0;
  let low = 0;
  sorted.forEach((value, i) => {
    high += responsibilities[i] * value;
    low += (1 - responsibilities[i]) * value;
  });
  high /= Math.max(mass, 1e-12);
  low /= Math.max(n - mass, 1e-12);
  let variance = 0;
  sorted.forEach((value, i) => {
    variance += responsibilities[i] * (value - high) ** 2 + (1 - responsibilities[i]) * (value - low) ** 2;
  });
  // equal numbers would make a heap without width, infinitely likely
  const deviation = Math.max(Math.sqrt(variance / n), 1e-3 * width);
  return { share, low, high, deviation, logLikelihood: logLikelihoodOf(sorted, share, low, high, deviation) };
}

function logLikelihoodOf(sorted: Float64Array, share: number, low: number, high: number, deviation: number): number {
  let sum = -sorted.length * Math.log(deviation * Math.sqrt(2 * Math.PI));
  const logLow = Math.log(1 - share);
  const logHigh = Math.log(share);
  for (const value of sorted) {
    const a = logLow - ((value - low) / deviation) ** 2 / 2;
    const b = logHigh - ((value - high) / deviation) ** 2 / 2;
    sum += max(a, b) + log1p(exp(-abs(a - b)));
  }
  return sum;
}

/** How many of the sorted numbers are below the cut that leaves least variance within the two parts. @source Otsu 1979 */
function otsuCut(sorted: Float64Array): number {
  const n = sorted.length;
  const total = sorted.reduce((a, b) => a + b, 0);
  let below = 0;
  let best = { cut: 1, between: -1 };
  for (let cut = 1; cut < n; cut++) {
    below += sorted[cut - 1];
    const between = cut * (n - cut) * (below / cut - (total - below) / (n - cut)) ** 2;
    if (between > best.between) best = { cut, between };
  }
  return best.cut;
}
