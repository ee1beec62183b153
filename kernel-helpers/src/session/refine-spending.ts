import { costText } from "./cost-text.js";

/** How much refining may take; nothing that would pass a limit is begun. */
export interface RefineBudget {
  /** made to try prompts */
  readonly images?: number;
  /** requests to a language model, tries that fail included */
  readonly calls?: number;
  /** for images and calls, by the prices that generator and language model name; what names none counts as free */
  readonly dollars?: number;
  /** after so long no image and no request is begun; those under way are waited for */
  readonly seconds?: number;
}

export interface RefinePrices {
  readonly dollarsPerImage: number;
  readonly dollarsPerCall: number;
}

/** What refining has taken so far. */
export interface RefineSpending {
  /** Sets images of one comparison aside: all of them, or none where the budget has not room for all. @returns whether they may be made */
  takeImages(count: number): boolean;
  /** Counts one request. @throws Error when the budget has none left */
  takeCall(): void;
  /** false once the time is over */
  hasTime(): boolean;
  /** e.g. "24 images of 30, 3 calls, 12 s, $0.05"; "" while nothing was spent */
  toString(): string;
}

/**
 * Counts what one refine() spends against its budget.
 * @param now milliseconds
 * @throws RangeError for a limit that is no number from 0
 */
export function countRefining(budget: RefineBudget, prices: RefinePrices, now: () => number): RefineSpending {
  for (const [name, limit] of Object.entries(budget)) {
    if (!(typeof limit === "number" && limit >= 0)) {
      throw new RangeError(`refine: budget.${name} = ${String(limit)}; give a number from 0, or leave it out.`);
    }
  }
  const { images: mostImages = Infinity, calls: mostCalls = Infinity } = budget;
  const { dollars: mostDollars = Infinity, seconds: mostSeconds = Infinity } = budget;
  const began = now();
  let [images, calls] = [0, 0];
  const dollars = (): number => images * prices.dollarsPerImage + calls * prices.dollarsPerCall;
  const seconds = (): number => (now() - began) / 1000;
  const affords = (price: number): boolean => dollars() + price <= mostDollars + 5e-6; // sums of prices are not exact
  const hasTime = (): boolean => seconds() < mostSeconds;
  return {
    hasTime,
    takeImages(count) {
      const isWithin = images + count <= mostImages && affords(count * prices.dollarsPerImage) && hasTime();
      if (isWithin) images += count;
      return isWithin;
    },
    takeCall() {
      if (calls + 1 > mostCalls) throw new Error(`Of the calls that refine() may make (${mostCalls}) none is left.`);
      if (!affords(prices.dollarsPerCall)) throw new Error(`The ${mostDollars} dollars of refine() are used up.`);
      if (!hasTime()) throw new Error(`The ${mostSeconds} seconds of refine() are used up.`);
      calls++;
    },
    toString() {
      if (images + calls === 0) return "";
      const parts = [
        ...(images > 0 ? [`${images} images${ofMost(mostImages)}`] : []),
        ...(calls > 0 ? [`${calls} ${calls === 1 ? "call" : "calls"}${ofMost(mostCalls)}`] : []),
      ];
      return [...parts, costText(seconds(), dollars() > 0 ? dollars() : null)].join(", ");
    },
  };
}

function ofMost(limit: number): string {
  return limit < Infinity ? ` of ${limit}` : "";
}
