import type { ServerAttempt } from "../types.js";
import { type Budget, countSpending, type Spending } from "./budget.js";
import type { Clock } from "./clock.js";
import { RefusedError, TryError } from "./try-error.js";

/** The first wait is about this long; each next one twice as long, up to the longest. */
const FIRST_WAIT_SECONDS = 1;
const LONGEST_WAIT_SECONDS = 60;

/** How one image is asked for until it is there, or its budget is used up. */
export interface RetryPlan {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** longest time for one try, seconds */
  readonly timeoutSeconds: number;
  /** for this image */
  readonly budget: Required<Pick<Budget, "attempts" | "seconds">> & Budget;
  /** price of one try, dollars; 0 where unknown */
  readonly dollarsPerTry: number;
  /** shared by all images of the generator */
  readonly shared: { readonly spending: Spending; quietUntil: number };
  /** what is asked for, in the reasons; default "the image" */
  readonly what?: string;
  readonly onAttempt?: (attempt: ServerAttempt) => void;
}

/** An image, and what it took. */
export interface Retried<Made> {
  readonly made: Made;
  readonly attempts: number;
  /** of all tries, failed ones that may have been billed included */
  readonly dollars: number;
  /** from the first try to the image, waits included */
  readonly seconds: number;
}

type Ending<Made> = { readonly made: Made } | { readonly error: unknown };

/**
 * Tries until it works. A try that fails for a passing reason is followed by another, after a wait that doubles each time (half of it by chance), or as
 * long as the server asked for; a wait that does not fit the budget is not begun. While a server has asked for quiet, no image asks it, one that waits for less included.
 * @throws RefusedError as it came; TryError of the last try with the reason to stop; the signal's reason when aborted; anything else a try throws, as it came
 */
export async function retry<Made>(
  tryOnce: (signal: AbortSignal) => Promise<Made>,
  plan: RetryPlan,
): Promise<Retried<Made>> {
  const { clock, signal, shared } = plan;
  const started = clock.now();
  const { what = "the image" } = plan;
  const own = countSpending(what, plan.budget, plan.dollarsPerTry);
  const spent = (): number => (clock.now() - started) / 1000;
  for (let attempts = 1; ; attempts++) {
    await waitForQuiet(plan, plan.budget.seconds - spent());
    const stop = shared.spending.exhausted() ?? own.exhausted();
    if (stop !== null) throw new TryError(`nothing was asked for: ${stop}.`, { isRetryable: false });
    const began = clock.now();
    for (const spending of [shared.spending, own]) spending.begin();
    const ending = await tryWithin(tryOnce, Math.min(plan.timeoutSeconds, plan.budget.seconds - spent()), signal);
    const seconds = (clock.now() - began) / 1000;
    for (const spending of [shared.spending, own]) spending.end(seconds, isBilled(ending));
    signal?.throwIfAborted();
    if ("made" in ending) {
      plan.onAttempt?.({ outcome: "made", reason: `made on try ${attempts}`, seconds, waitSeconds: null });
      return { made: ending.made, attempts, dollars: own.dollars(), seconds: spent() };
    }
    const decision = decide(ending.error, attempts, [own, shared.spending], plan.budget.seconds - spent(), plan);
    const { outcome, error, waitSeconds } = decision;
    plan.onAttempt?.({ outcome, reason: error.message, seconds, waitSeconds });
    if (waitSeconds === null) throw error;
    await clock.sleep(waitSeconds, signal);
  }
}

async function waitForQuiet(
  { clock, signal, shared, what = "the image" }: RetryPlan,
  secondsLeft: number,
): Promise<void> {
  // again after each wait: meanwhile another image may have been asked for more
  for (;;) {
    const wait = (shared.quietUntil - clock.now()) / 1000;
    if (wait <= 0) return;
    if (wait >= secondsLeft) {
      const asked = `the server has asked for ${round(wait)} s of quiet, more than the ${round(secondsLeft)} s that ${what} may take`;
      throw new TryError(`nothing was asked for: ${asked}.`, { isRetryable: false });
    }
    await clock.sleep(wait, signal);
  }
}

/** One try that ends in time: a server that hangs is left, and its connection closed. */
async function tryWithin<Made>(
  tryOnce: (signal: AbortSignal) => Promise<Made>,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<Ending<Made>> {
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(1000 * seconds)));
  try {
    return { made: await tryOnce(signal ? AbortSignal.any([signal, timeout]) : timeout) };
  } catch (error) {
    if (!timeout.aborted) return { error };
    const reason = `the server did not answer within ${round(seconds)} s; give it more time (timeoutSeconds), or look whether it hangs.`;
    return { error: new TryError(reason, { isRetryable: true, mayCost: true, isServerAway: true }) };
  }
}

interface Decision {
  readonly outcome: "will-retry" | "refused" | "failed";
  readonly error: Error;
  readonly waitSeconds: number | null;
}

/** What follows a failed try: another one after a wait, or the end. */
function decide(
  error: unknown,
  attempts: number,
  spendings: readonly Spending[],
  secondsLeft: number,
  { clock, shared, what = "the image" }: RetryPlan,
): Decision {
  if (error instanceof RefusedError) return { outcome: "refused", error, waitSeconds: null };
  if (!(error instanceof TryError)) return { outcome: "failed", error: error as Error, waitSeconds: null };
  if (!error.isRetryable) return { outcome: "failed", error, waitSeconds: null };
  const now = clock.now();
  shared.quietUntil = Math.max(shared.quietUntil, now + 1000 * (error.retryAfterSeconds ?? 0));
  const ownWait = error.atOnce ? 0 : backOff(attempts, clock.random);
  const waitSeconds = Math.max(ownWait, (shared.quietUntil - now) / 1000);
  const tooLong = `it is due in ${round(waitSeconds)} s, and ${round(secondsLeft)} s of ${what}'s time are left`;
  const stop =
    spendings.map((spending) => spending.exhausted()).find((reason) => reason !== null) ??
    (waitSeconds < secondsLeft ? null : tooLong);
  if (stop === null) return { outcome: "will-retry", error, waitSeconds };
  return {
    outcome: "failed",
    error: new TryError(`${error.message} No further try: ${stop}.`, error),
    waitSeconds: null,
  };
}

/** @returns seconds: doubled for each try, and between the half and the whole of that, so that many clients do not come back at once */
function backOff(attempts: number, random: () => number): number {
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (attempts - 1)) * (0.5 + 0.5 * random());
}

function isBilled(ending: Ending<unknown>): boolean {
  if ("made" in ending) return true;
  // an abort closes the connection; what the server then bills is unknown
  const { error } = ending;
  return error instanceof TryError || error instanceof RefusedError ? error.mayCost : true;
}

function round(seconds: number): string {
  return String(Number(Math.max(0, seconds).toFixed(1)));
}
