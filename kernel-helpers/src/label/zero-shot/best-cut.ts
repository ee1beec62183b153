/** A possible label of an image, with what was foretold and what is so. */
export interface Case {
  readonly probability: number;
  readonly holds: boolean;
  /** false: a rival of its group is more probable, so it is never given */
  readonly leads: boolean;
}

/**
 * The probability from which on a label is given.
 * @param wantedPrecision null: the cut with the best F1 of all cases together. Else the lowest cut whose precision reaches it, counted with
 * one more false label than there was, so that a few lucky cases do not count as proof
 * @returns in (0, 1]; null when no cut reaches the wanted precision
 * @source Lipton, Elkan & Narayanaswamy 2014: one cut on calibrated probabilities is what maximises F1
 */
export function bestCut(cases: readonly Case[], wantedPrecision: number | null): number | null {
  const truths = cases.filter(({ holds }) => holds).length;
  const sorted = cases.filter(({ leads }) => leads).sort((a, b) => b.probability - a.probability);
  let best: { readonly cut: number; readonly worth: number } | null = null;
  let correct = 0;
  sorted.forEach(({ probability, holds }, rank) => {
    if (holds) correct++;
    const next = sorted[rank + 1]?.probability ?? 0;
    if (next === probability) return; // equal probabilities are given or not together
    const given = rank + 1;
    const worth = wantedPrecision === null ? (2 * correct) / (given + truths) : given;
    const isReached = wantedPrecision === null || correct / (given + 1) >= wantedPrecision;
    if (isReached && worth > (best?.worth ?? 0)) best = { cut: (probability + next) / 2, worth };
  });
  return (best as { readonly cut: number } | null)?.cut ?? null;
}
