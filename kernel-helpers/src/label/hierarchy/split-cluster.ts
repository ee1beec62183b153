import type { Random } from "../../types.js";
import { kMeans } from "./k-means.js";
import type { SquaredDistances } from "./squared-distances.js";

/** Splits that leave a larger share in one part peel off one outlier after another: the tree would be a chain. */
const LARGEST_SHARE = 0.5;

/**
 * Splits a cluster in 2 to `most` parts: k-means for every number of parts, judged by the mean silhouette, among those that leave no part with more than half.
 * Of numbers that are within one standard error of the best, and so not to be told from it, the largest: the tree stays shallow.
 * Things in one place are cut into equal parts in their order.
 * @param most largest number of parts, at least 2; the cluster has more things than that
 * @returns members of each part, ascending; no part is empty or the whole
 * @source Rousseeuw 1987 (silhouette); Breiman, Friedman, Olshen & Stone 1984 (one standard error)
 */
export function splitCluster(
  distances: SquaredDistances,
  most: number,
  random: Random,
): readonly (readonly number[])[] {
  const lengths = distances.data.map(Math.sqrt);
  const splits: Split[] = [];
  for (let k = 2; k <= most; k++) {
    const clusters = kMeans(distances, k, random);
    const parts = partsOf(clusters);
    if (parts.length < 2) break; // all in one place: more clusters change nothing
    const largest = Math.max(...parts.map((part) => part.length)) / distances.n;
    splits.push({ parts, largest, ...meanSilhouette(lengths, clusters, parts) });
  }
  if (splits.length === 0) return equalParts(distances.n, most);
  const balanced = splits.filter(({ largest }) => largest <= LARGEST_SHARE);
  if (balanced.length === 0) return splits.reduce((a, b) => (b.largest < a.largest ? b : a)).parts;
  const best = balanced.reduce((a, b) => (b.silhouette > a.silhouette ? b : a));
  const asGood = balanced.filter(({ silhouette }) => silhouette >= best.silhouette - best.error);
  return asGood.reduce((a, b) => (b.parts.length > a.parts.length ? b : a)).parts;
}

interface Silhouette {
  /** the mean, in [-1, 1]; 1 is best */
  readonly silhouette: number;
  /** its standard error */
  readonly error: number;
}

interface Split extends Silhouette {
  readonly parts: readonly (readonly number[])[];
  /** the share of the largest part */
  readonly largest: number;
}

function partsOf(clusters: Int32Array): number[][] {
  const parts = new Map<number, number[]>();
  clusters.forEach((cluster, i) => {
    const part = parts.get(cluster);
    if (part) part.push(i);
    else parts.set(cluster, [i]);
  });
  return [...parts.values()];
}

function equalParts(n: number, most: number): number[][] {
  const count = Math.min(most, Math.ceil(n / most));
  const from = (part: number): number => Math.round((part * n) / count);
  return Array.from({ length: count }, (_, part) =>
    Array.from({ length: from(part + 1) - from(part) }, (_, i) => from(part) + i),
  );
}

/**
 * How well things lie in their parts: the mean over them of (b - a) / max(a, b), a the mean distance to the others of the own part, b that to the
 * nearest other part; 0 for a thing alone in its part.
 * @param lengths distances, shape (n, n)
 */
function meanSilhouette(
  lengths: Float64Array,
  clusters: Int32Array,
  parts: readonly (readonly number[])[],
): Silhouette {
  const n = clusters.length;
  const sizes = new Int32Array(n);
  for (const part of parts) sizes[clusters[part[0]]] = part.length;
  const values = Float64Array.from({ length: n }, (_, i) => {
    const sums = new Float64Array(n); // by cluster
    for (let j = 0; j < n; j++) sums[clusters[j]] += lengths[i * n + j];
    const own = clusters[i];
    if (sizes[own] === 1) return 0;
    const a = sums[own] / (sizes[own] - 1);
    let b = Infinity;
    for (const part of parts) {
      const other = clusters[part[0]];
      if (other !== own) b = Math.min(b, sums[other] / sizes[other]);
    }
    return Math.max(a, b) > 0 ? (b - a) / Math.max(a, b) : 0;
  });
  const silhouette = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - silhouette) ** 2, 0);
  return { silhouette, error: Math.sqrt(squares / (n - 1) / n) };
}
