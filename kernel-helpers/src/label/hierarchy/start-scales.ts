import { type CentredBox, separationScale } from "./overlapping-pairs.js";

/** A text that may be shown from one zoom to another; factors on the present zoom. */
export interface Showable {
  readonly box: CentredBox;
  /** not before this */
  readonly from: number;
  /** no longer from this on; Infinity for ever */
  readonly to: number;
}

/** Zooms closer than this are one: rounding must not turn a tie into a conflict. */
const TIE = 1e-9;

/**
 * From which zoom on each text is shown, so that none that are shown together overlap, and none disappears again while one zooms in before its time is over. A
 * text waits until it has parted from every more important one that is shown before they part.
 * @param texts the most important first
 * @param overlapping for each text the indices of the more important ones it overlaps now; texts that are apart now stay so while one zooms in
 * @returns factors: at most 1 for what can be shown now; Infinity for what is never shown
 * @source Been, Daiches & Yap 2006 (active ranges)
 */
export function startScales(
  texts: readonly Showable[],
  overlapping: readonly (readonly number[])[],
  gap: number,
): Float64Array {
  const starts = new Float64Array(texts.length);
  texts.forEach(({ box, from, to }, i) => {
    let start = from;
    for (const other of overlapping[i]) {
      const parted = Math.min(separationScale(box, texts[other].box, gap), to, texts[other].to);
      if (starts[other] < parted * (1 - TIE)) start = Math.max(start, parted);
    }
    starts[i] = start < to ? start : Infinity;
  });
  return starts;
}
