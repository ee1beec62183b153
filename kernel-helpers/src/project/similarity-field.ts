import type { PointTree } from "./point-tree.js";

/** What a set of sources does at every target, with s = 1 / (1 + distance^2); in the targets' own order. */
export interface SimilarityField {
  /** sum over sources of weight * s */
  readonly sums: Float64Array;
  /** sum over sources of weight * s^2 * (target - source), x and y interleaved */
  readonly pushes: Float64Array;
  /** the same with the second weights; empty when there are none */
  readonly secondPushes: Float64Array;
}

/**
 * Sums s and s^2 (target - source) over all sources for every target. Sources in a square that is small against its distance act as one
 * (Barnes & Hut 1986); the choice is made once for a whole leaf of targets, so that the inner loop has no branch.
 * A source that is also a target meets itself: s = 1, no push.
 * @param weights one per source, in their own order; null for 1 each
 * @param opening a square of extent e at distance r acts as one when e < opening * r; 0 visits every pair
 * @param secondWeights for a second set of pushes on the same way
 */
export function similarityField(
  sources: PointTree,
  weights: Float64Array | null,
  targets: PointTree,
  opening: number,
  secondWeights: Float64Array | null = null,
): SimilarityField {
  const masses = squareMasses(sources, weights);
  const seconds = secondWeights && squareMasses(sources, secondWeights);
  const field = {
    sums: new Float64Array(targets.points),
    pushes: new Float64Array(2 * targets.points),
    secondPushes: new Float64Array(seconds ? 2 * targets.points : 0),
  };
  const list = createList(4096);
  for (const leaf of targets.leaves) {
    const length = gather(sources, masses, seconds, targets, leaf, opening, list);
    for (let place = targets.start[leaf]; place < targets.end[leaf]; place++) {
      if (seconds) sumBothAt(targets, place, list, length, field);
      else sumAt(targets, place, list, length, field);
    }
  }
  return field;
}

interface SourceList {
  x: Float64Array;
  y: Float64Array;
  mass: Float64Array;
  second: Float64Array;
}

interface Masses {
  readonly ofPlace: Float64Array;
  readonly ofSquare: Float64Array;
}

function squareMasses(sources: PointTree, weights: Float64Array | null): Masses {
  const ofPlace = new Float64Array(sources.points).fill(1);
  if (weights) for (let place = 0; place < ofPlace.length; place++) ofPlace[place] = weights[sources.order[place]];
  const before = new Float64Array(sources.points + 1);
  for (let place = 0; place < ofPlace.length; place++) before[place + 1] = before[place] + ofPlace[place];
  const ofSquare = new Float64Array(sources.squares);
  for (let square = 0; square < sources.squares; square++) {
    ofSquare[square] = before[sources.end[square]] - before[sources.start[square]];
  }
  return { ofPlace, ofSquare };
}

/** Fills the list with what acts on one leaf of targets: far squares as one source each, near points one by one. @returns its length */
function gather(
  sources: PointTree,
  masses: Masses,
  seconds: Masses | null,
  targets: PointTree,
  leaf: number,
  opening: number,
  list: SourceList,
): number {
  const { start, end, skip, centreX, centreY, extent, squares } = sources;
  const [x, y] = [targets.centreX[leaf], targets.centreY[leaf]];
  const reach = targets.extent[leaf]; // about as far as a target of the leaf is from its centre
  let length = 0;
  for (let square = 0; square < squares; ) {
    const dx = x - centreX[square];
    const dy = y - centreY[square];
    const farFrom = extent[square] / opening + reach; // infinite, or not a number, when the opening is 0
    const isFar = dx * dx + dy * dy > farFrom * farFrom;
    const isLeaf = skip[square] === square + 1;
    if (!isFar && !isLeaf) {
      square++;
      continue;
    }
    const more = isFar ? 1 : end[square] - start[square];
    if (length + more > list.x.length) grow(list, 2 * (length + more));
    if (isFar) {
      list.x[length] = centreX[square];
      list.y[length] = centreY[square];
      list.mass[length] = masses.ofSquare[square];
      if (seconds) list.second[length] = seconds.ofSquare[square];
      length++;
    } else {
      for (let place = start[square]; place < end[square]; place++) {
        list.x[length] = sources.x[place];
        list.y[length] = sources.y[place];
        list.mass[length] = masses.ofPlace[place];
        if (seconds) list.second[length] = seconds.ofPlace[place];
        length++;
      }
    }
    square = skip[square];
  }
  return length;
}

function createList(capacity: number): SourceList {
  const numbers = (): Float64Array => new Float64Array(capacity);
  return { x: numbers(), y: numbers(), mass: numbers(), second: numbers() };
}

function grow(list: SourceList, capacity: number): void {
  for (const name of ["x", "y", "mass", "second"] as const) {
    const larger = new Float64Array(capacity);
    larger.set(list[name]);
    list[name] = larger;
  }
}

function sumAt(targets: PointTree, place: number, list: SourceList, length: number, field: SimilarityField): void {
  const { x, y, mass } = list;
  const [px, py] = [targets.x[place], targets.y[place]];
  let [sum, pushX, pushY] = [0, 0, 0];
  for (let t = 0; t < length; t++) {
    const dx = px - x[t];
    const dy = py - y[t];
    const s = 1 / (1 + dx * dx + dy * dy);
    const weighted = mass[t] * s;
    sum += weighted;
    pushX += weighted * s * dx;
    pushY += weighted * s * dy;
  }
  const i = targets.order[place];
  field.sums[i] = sum;
  field.pushes[2 * i] = pushX;
  field.pushes[2 * i + 1] = pushY;
}

/** As sumAt, with the second weights' pushes on the way. */
function sumBothAt(targets: PointTree, place: number, list: SourceList, length: number, field: SimilarityField): void {
  const { x, y, mass, second } = list;
  const [px, py] = [targets.x[place], targets.y[place]];
  let [sum, pushX, pushY, secondX, secondY] = [0, 0, 0, 0, 0];
  for (let t = 0; t < length; t++) {
    const dx = px - x[t];
    const dy = py - y[t];
    const s = 1 / (1 + dx * dx + dy * dy);
    const weighted = mass[t] * s;
    const squared = second[t] * s * s;
    sum += weighted;
    pushX += weighted * s * dx;
    pushY += weighted * s * dy;
    secondX += squared * dx;
    secondY += squared * dy;
  }
  const i = targets.order[place];
  field.sums[i] = sum;
  field.pushes[2 * i] = pushX;
  field.pushes[2 * i + 1] = pushY;
  field.secondPushes[2 * i] = secondX;
  field.secondPushes[2 * i + 1] = secondY;
}
