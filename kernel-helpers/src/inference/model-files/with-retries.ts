import { HubError } from "./hub-error.js";

/** Waits; ends early with the signal's reason. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const MAX_FAILURES = 5;
const FIRST_WAIT_MS = 1000;
/** A server that asks for more is obeyed by giving up and saying so. */
const LONGEST_WAIT_MS = 120_000;

/**
 * Does it again when it failed in a way that may pass, up to five times in a row, waiting 1, 2, 4, 8 s or as long as the server asks.
 * @param attempt calls its argument when it came further than ever before, which counts the failures from the start again
 * @throws the last HubError, any other error at once, or the signal's reason
 */
export async function withRetries<Result>(
  attempt: (cameFurther: () => void) => Promise<Result>,
  wait: Wait,
  signal: AbortSignal,
): Promise<Result> {
  let failures = 0;
  for (;;) {
    try {
      return await attempt(() => {
        failures = 0;
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof HubError) || !error.mayPass) throw error;
      failures += 1;
      const pause = error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** (failures - 1);
      if (failures >= MAX_FAILURES || pause > LONGEST_WAIT_MS) throw error;
      await wait(pause, signal);
    }
  }
}
