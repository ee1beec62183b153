import type { Random } from "../../types.js";
import type { SquaredDistances } from "./squared-distances.js";

/** Lloyd's steps settle long before. */
const MOST_STEPS = 50;
const STARTS = 10;
/** Squared distances that differ by less are equal. */
const ROUNDING = 1e-12;

/**
 * k-means from distances alone: the mean of a cluster is never written down, for the squared distance to it follows from those to its members,
 * |x - mean|^2 = mean_j |x - x_j|^2 - mean_ij |x_i - x_j|^2 / 2. Started ten times with k-means++, the best end counts.
 * @param k clusters asked for, 1 <= k <= n; things in equal places may leave some of them empty
 * @returns for each thing the number of its cluster, in [0, k)
 * @source Lloyd 1982; Arthur & Vassilvitskii 2007
 */
export function kMeans(distances: SquaredDistances, k: number, random: Random): Int32Array {
  let best: Int32Array = new Int32Array(distances.n);
  let least = Infinity;
  for (let start = 0; start < STARTS; start++) {
    const clusters = assignNearest(distances, seeds(distances, k, random));
    const spread = settle(distances, clusters, k);
    if (spread < least) [best, least] = [clusters, spread];
  }
  return best;
}

/** k-means++: each next seed is drawn with a chance that grows with the squared distance to the nearest one so far. */
function seeds({ n, data }: SquaredDistances, k: number, random: Random): number[] {
  const chosen = [Math.floor(random() * n)];
  const nearest = data.slice(chosen[0] * n, (chosen[0] + 1) * n);
  while (chosen.length < k) {
    const total = nearest.reduce((sum, squared) => sum + squared, 0);
    if (total === 0) break; // everything lies on a seed
    let left = random() * total;
    let next = nearest.findLastIndex((squared) => squared > 0);
    for (let i = 0; i < n; i++) {
      left -= nearest[i];
      if (left < 0) {
        next = i;
        break;
      }
    }
    chosen.push(next);
    for (let i = 0; i < n; i++) nearest[i] = Math.min(nearest[i], data[next * n + i]);
  }
  return chosen;
}

function assignNearest({ n, data }: SquaredDistances, chosen: readonly number[]): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => {
    let nearest = 0;
    for (let c = 1; c < chosen.length; c++) {
      if (data[i * n + chosen[c]] < data[i * n + chosen[nearest]]) nearest = c;
    }
    return nearest;
  });
}

/** Lloyd's steps until nothing moves. Writes to clusters. @returns the sum of squared distances to the means */
function settle({ n, data }: SquaredDistances, clusters: Int32Array, k: number): number {
  const sums = new Float64Array(n * k); // sums[i * k + c]: squared distances from thing i to the members of cluster c
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sums[i * k + clusters[j]] += data[i * n + j];
  for (let step = 0; ; step++) {
    const { sizes, halves, spread } = measure(clusters, sums, k);
    const moves = step < MOST_STEPS ? nearestMeans(clusters, sums, sizes, halves) : [];
    if (moves.length === 0) return spread;
    // same as adding all up again, but few things move
    for (const [thing, to] of moves) {
      for (let i = 0; i < n; i++) {
        sums[i * k + clusters[thing]] -= data[i * n + thing];
        sums[i * k + to] += data[i * n + thing];
      }
      clusters[thing] = to;
    }
  }
}

interface Measured {
  readonly sizes: Int32Array;
  /** of a cluster: half the mean squared distance between two members, those to themselves counted */
  readonly halves: Float64Array;
  readonly spread: number;
}

function measure(clusters: Int32Array, sums: Float64Array, k: number): Measured {
  const sizes = new Int32Array(k);
  const halves = new Float64Array(k);
  clusters.forEach((cluster, i) => {
    sizes[cluster]++;
    halves[cluster] += sums[i * k + cluster] / 2;
  });
  let spread = 0;
  for (let c = 0; c < k; c++) {
    if (sizes[c] === 0) continue;
    spread += halves[c] / sizes[c];
    halves[c] /= sizes[c] * sizes[c];
  }
  return { sizes, halves, spread };
}

/** @returns the things that are nearer to another mean, and its cluster */
function nearestMeans(
  clusters: Int32Array,
  sums: Float64Array,
  sizes: Int32Array,
  halves: Float64Array,
): [number, number][] {
  const k = sizes.length;
  const moves: [number, number][] = [];
  for (let i = 0; i < clusters.length; i++) {
    let nearest = clusters[i];
    let least = sums[i * k + nearest] / sizes[nearest] - halves[nearest] - ROUNDING;
    for (let c = 0; c < k; c++) {
      const squared = sizes[c] > 0 ? sums[i * k + c] / sizes[c] - halves[c] : Infinity;
      if (squared < least) [nearest, least] = [c, squared];
    }
    if (nearest !== clusters[i]) moves.push([i, nearest]);
  }
  return moves;
}
