import { countSpending, money, type Spending } from "../../remote/budget.js";
import type { Expected } from "../../types.js";
import type { TokenUsage } from "./read-chat.js";
import type { VisionSettings } from "./vision-options.js";

/** A small image, the built-in question and its answer, until real ones were counted: rather too much than too little. */
const GUESSED_USAGE: TokenUsage = { promptTokens: 1500, completionTokens: 150 };

/** What a labeler has asked for since it was made; answers from the cache cost nothing and are not counted. */
export interface LabelSpending {
  readonly requests: number;
  /** answered, refusals included */
  readonly images: number;
  /** as far as the server counts them */
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** of all requests together, without the waits between them */
  readonly seconds: number;
  /** null where no price was given; requests that were billed without a count are taken at the mean */
  readonly dollars: number | null;
}

/** Counts requests, tokens and money of one labeler. */
export interface Tally {
  /** shared by all images */
  readonly spending: Spending;
  /** Counts what the server says one request took; once for each answer, before its request ends. */
  bill(usage: TokenUsage | null): void;
  /** Counts an image that was answered. @param seconds from its first request to its answer, waits included */
  answered(seconds: number): void;
  /** by the mean so far, else by the options */
  expected(): Expected;
  spent(): LabelSpending;
}

/** Makes a tally that holds the labeler to its total budget. */
export function createTally(settings: VisionSettings): Tally {
  const { totalBudget, dollarsPerImage, tokenPrices, secondsPerImage, concurrency } = settings;
  const bill = tokenPrices === null ? null : countTokenDollars(tokenPrices);
  const limits = bill === null ? totalBudget : { ...totalBudget, dollars: undefined };
  const tries = countSpending("the labeler", limits, dollarsPerImage ?? 0);
  const sums = { requests: 0, seconds: 0, images: 0, imageSeconds: 0, promptTokens: 0, completionTokens: 0 };
  const dollars = (): number | null => (bill ? bill.dollars() : dollarsPerImage === null ? null : tries.dollars());
  const spending: Spending = {
    exhausted: () => tries.exhausted() ?? bill?.exhausted(totalBudget.dollars) ?? null,
    begin() {
      sums.requests++;
      tries.begin();
      bill?.begin();
    },
    end(seconds, isBilled) {
      sums.seconds += seconds;
      tries.end(seconds, isBilled);
      bill?.end(isBilled);
    },
    dollars: () => dollars() ?? 0,
  };
  return {
    spending,
    bill(usage) {
      if (usage === null) return;
      sums.promptTokens += usage.promptTokens;
      sums.completionTokens += usage.completionTokens;
      bill?.count(usage);
    },
    answered(seconds) {
      sums.images++;
      sums.imageSeconds += seconds;
    },
    expected() {
      const each = sums.images > 0 ? sums.imageSeconds / sums.images : secondsPerImage;
      const price = bill ? bill.perImage(sums.images) : dollarsPerImage;
      return {
        // images asked for side by side share their time
        ...(each === null ? {} : { seconds: each / concurrency }),
        ...(price === null ? {} : { dollars: price }),
      };
    },
    spent() {
      const { requests, images, promptTokens, completionTokens, seconds } = sums;
      return { requests, images, promptTokens, completionTokens, seconds, dollars: dollars() };
    },
  };
}

interface TokenDollars {
  begin(): void;
  end(isBilled: boolean): void;
  count(usage: TokenUsage): void;
  dollars(): number;
  perImage(images: number): number;
  exhausted(most: number | undefined): string | null;
}

/** A request is set aside at the mean of those counted so far, and taken at its own count once that is known. */
function countTokenDollars({ input, output }: NonNullable<VisionSettings["tokenPrices"]>): TokenDollars {
  const price = (usage: TokenUsage): number => (usage.promptTokens * input + usage.completionTokens * output) / 1e6;
  const sums = { billed: 0, counted: 0, dollars: 0 };
  const each = (): number => (sums.counted > 0 ? sums.dollars / sums.counted : price(GUESSED_USAGE));
  const dollars = (): number => sums.dollars + Math.max(0, sums.billed - sums.counted) * each();
  return {
    begin: () => void sums.billed++,
    end(isBilled) {
      if (!isBilled) sums.billed--;
    },
    count(usage) {
      sums.counted++;
      sums.dollars += price(usage);
    },
    dollars,
    perImage: (images) => (images > 0 ? dollars() / images : each()),
    exhausted(most) {
      if (most === undefined || dollars() + each() <= most) return null;
      return `of the labeler's ${money(most)} dollars, ${money(dollars())} are spent, and a request costs about ${money(each())}`;
    },
  };
}
