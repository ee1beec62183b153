import { setTimeout as wait } from "node:timers/promises";

/** Time and chance as the retry uses them, so that a test can hold both in its hands. */
export interface Clock {
  /** milliseconds since 1970 */
  now(): number;
  /** Ends early with the signal's reason when that is aborted. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
  /** in [0, 1) */
  random(): number;
}

/** The machine's own time and chance. */
export const systemClock: Clock = { now: Date.now, sleep, random: Math.random };

async function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await wait(1000 * seconds, undefined, { signal }).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw error;
  });
}
