import type { TryError } from "../../remote/try-error.js";

/** So many images that fail one after another are no chance; twice the requests in flight where those are more. */
const MOST_IN_A_ROW = 16;

/** Decides when a run stops asking: 500 equal failures help nobody. */
export interface Patience {
  answered(): void;
  /** @param reason what the image's failure says */
  failed(error: TryError, reason: string): void;
  /** so far, refusals and answers from the cache included */
  answers(): number;
  /** @returns why no further image is asked for, or null */
  lost(): string | null;
}

/**
 * Patience for one run. It is lost at once when the server turns everything away (key, address, money), when the first image to end cannot reach it,
 * and when many images in a row fail.
 */
export function createPatience(concurrency: number): Patience {
  const most = Math.max(MOST_IN_A_ROW, 2 * concurrency);
  let answers = 0;
  let inARow = 0;
  let lost: string | null = null;
  return {
    answered() {
      answers++;
      inARow = 0;
    },
    failed(error, reason) {
      inARow++;
      if (error.isServerAway && (!error.isRetryable || answers === 0)) lost ??= reason;
      else if (inARow >= most) lost ??= `${inARow} images failed one after another; the last: ${reason}`;
    },
    answers: () => answers,
    lost: () => lost,
  };
}
