import type { Labeler } from "../types.js";
import { costText } from "./cost-text.js";

/** What labelling some images took. */
export interface Labelling {
  readonly images: number;
  readonly seconds: number;
  /** null where the labeler does not count */
  readonly dollars: number | null;
  /** sentences about tries that could not be written down */
  readonly problems: readonly string[];
}

/** A labeler that counts what it spends may say how much that is since it was made. */
interface SpendingLabeler extends Labeler {
  spent?(): { readonly dollars?: number | null };
}

/** @returns what has been spent since this call, whenever it is asked */
export function costMeter(labeler: SpendingLabeler, now: () => number): () => Pick<Labelling, "seconds" | "dollars"> {
  const started = now();
  const dollarsSoFar = (): number | null => labeler.spent?.().dollars ?? null;
  const before = dollarsSoFar() ?? 0;
  return () => {
    const dollars = dollarsSoFar();
    return {
      seconds: (now() - started) / 1000,
      // without the noise of subtracting fractions
      dollars: dollars === null ? null : Number((dollars - before).toFixed(6)),
    };
  };
}

/** "Labelling 80 images took 12 s, $0.02."; "" where it is of no interest: the labeler spends neither time nor money worth telling before */
export function labellingText({ images, seconds, dollars }: Labelling, { expected }: Labeler): string {
  if (expected === undefined && dollars === null) return "";
  return `Labelling ${images} ${images === 1 ? "image" : "images"} took ${costText(seconds, dollars)}.`;
}
