/** How much may be spent; the first limit that is reached ends it. */
export interface Budget {
  /** requests for an image, whatever came of them */
  readonly attempts?: number;
  /** one image: from its first request on, waits included; a whole generator: the sum of its requests, without waits */
  readonly seconds?: number;
  /** counted by dollarsPerImage: one price for each request that the server may bill */
  readonly dollars?: number;
}

/** What has been spent; prices are set aside before a request goes out, so that requests side by side cannot pass the limit together. */
export interface Spending {
  /** @returns why nothing more may be spent, or null */
  exhausted(): string | null;
  /** Counts one request and sets its price aside. */
  begin(): void;
  /** Counts its time; gives the price back where nothing was billed. */
  end(seconds: number, isBilled: boolean): void;
  /** so far, prices set aside included */
  dollars(): number;
}

/** Counts what is spent against a budget. @param owner "the image" or "the generator", for the reasons @param dollarsPerTry price of one request; 0 where it is free or unknown */
export function countSpending(owner: string, budget: Budget, dollarsPerTry: number): Spending {
  let attempts = 0;
  let seconds = 0;
  let dollars = 0;
  return {
    exhausted() {
      if (attempts >= (budget.attempts ?? Infinity))
        return `${owner}'s ${plural(budget.attempts!, "try", "tries")} are used up`;
      if (seconds >= (budget.seconds ?? Infinity)) return `${owner}'s ${plural(budget.seconds!, "second")} are used up`;
      // half a thousandth of a cent: sums of prices are not exact
      if (dollars + dollarsPerTry > (budget.dollars ?? Infinity) + 5e-6) {
        return `of ${owner}'s ${plural(budget.dollars!, "dollar")}, ${money(dollars)} are spent, and a try costs ${money(dollarsPerTry)}`;
      }
      return null;
    },
    begin() {
      attempts++;
      dollars += dollarsPerTry;
    },
    end(took, isBilled) {
      seconds += took;
      if (!isBilled) dollars -= dollarsPerTry;
    },
    dollars: () => dollars,
  };
}

/** @returns dollars without the noise of adding fractions, e.g. "0.08" */
export function money(dollars: number): string {
  return String(Number(dollars.toFixed(6)));
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
