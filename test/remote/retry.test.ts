import { countSpending } from "../../kernel-helpers/src/remote/budget.js";
import { systemClock } from "../../kernel-helpers/src/remote/clock.js";
import { type RetryPlan, retry } from "../../kernel-helpers/src/remote/retry.js";
import { readRetryAfter } from "../../kernel-helpers/src/remote/retry-after.js";
import { TryError } from "../../kernel-helpers/src/remote/try-error.js";
import type { ServerAttempt } from "../../kernel-helpers/src/types.js";
import { handClock } from "../generate/remote/adapters.js";

const busy = (retryAfterSeconds: number | null = null) =>
  new TryError("busy.", { isRetryable: true, retryAfterSeconds });
const billed = () => new TryError("half an image.", { isRetryable: true, mayCost: true });

function plan(changes: Partial<RetryPlan> = {}, total = {}): RetryPlan & { clock: ReturnType<typeof handClock> } {
  const { dollarsPerTry = 0 } = changes;
  const shared = { spending: countSpending("the generator", total, dollarsPerTry), quietUntil: 0 };
  const budget = { attempts: 4, seconds: 900 };
  return { clock: handClock(), timeoutSeconds: 10, budget, dollarsPerTry, shared, ...changes } as never;
}

/** Throws the errors one after the other, then makes "image". */
function thrower(...errors: Error[]): () => Promise<string> {
  return async () => {
    const error = errors.shift();
    if (error) throw error;
    return "image";
  };
}

describe("retry", () => {
  it("waits between the half and the whole of 1, 2, 4, ... seconds, a minute at most", async () => {
    const errors = (): Error[] => Array.from({ length: 8 }, () => busy());
    const budget = { attempts: 9, seconds: 900 };
    for (const [chance, waits] of [
      [0, [0.5, 1, 2, 4, 8, 16, 30, 30]],
      [1, [1, 2, 4, 8, 16, 32, 60, 60]],
    ] as const) {
      const made = plan({ budget });
      await retry(thrower(...errors()), { ...made, clock: { ...made.clock, random: () => chance } });
      expect(made.clock.slept).toEqual(waits);
    }
  });

  it("obeys Retry-After where it is longer, and its own wait where that is", async () => {
    const made = plan();
    await retry(thrower(busy(500), busy(0), busy(0.1)), made);
    expect(made.clock.slept).toEqual([500, 1.5, 3]);
  });

  it("lets no other image of the generator ask while the server wants quiet", async () => {
    const first = plan();
    const second = plan({ shared: first.shared, clock: first.clock });
    const slow = { ...first, clock: { ...first.clock, sleep: () => new Promise<void>(() => undefined) } };
    void retry(thrower(busy(120)), slow);
    await new Promise((resolve) => setImmediate(resolve));
    await retry(thrower(), second);
    expect(second.clock.slept).toEqual([120]);
  });

  it("begins no wait that the budget does not hold, also when another image was asked for quiet", async () => {
    const made = plan();
    made.shared.quietUntil = made.clock.now() + 1_000_000;
    await expect(retry(thrower(), made)).rejects.toThrow(/1000 s of quiet, more than the 900 s/);
    expect(made.clock.slept).toEqual([]);
  });

  it("stops at the generator's tries and dollars, and asks for nothing beyond them", async () => {
    const attempts: ServerAttempt[] = [];
    const two = plan({ onAttempt: (attempt) => attempts.push(attempt) }, { attempts: 2 });
    await expect(retry(thrower(busy(), busy(), busy()), two)).rejects.toThrow(
      "busy. No further try: the generator's 2 tries are used up.",
    );
    expect(attempts.map(({ outcome }) => outcome)).toEqual(["will-retry", "failed"]);
    let calls = 0;
    const count = async (): Promise<number> => ++calls;
    await expect(retry(count, two)).rejects.toThrow(/nothing was asked for: the generator's 2 tries/);
    expect(calls).toBe(0);
    const cents = plan({ dollarsPerTry: 0.04 }, { dollars: 0.12 });
    for (const i of [1, 2, 3]) await expect(retry(count, cents)).resolves.toMatchObject({ made: i, dollars: 0.04 });
    await expect(retry(count, cents)).rejects.toThrow(
      /of the generator's 0\.12 dollars, 0\.12 are spent, and a try costs 0\.04/,
    );
  });

  it("counts a price for what may have been billed, not for what was turned away", async () => {
    const made = plan({ dollarsPerTry: 0.1 });
    await expect(retry(thrower(busy(), billed(), busy()), made)).resolves.toMatchObject({ attempts: 4, dollars: 0.2 });
  });

  it("sets the price aside before it asks: images side by side stay within the dollars together", async () => {
    const made = plan({ dollarsPerTry: 1 }, { dollars: 2 });
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => retry(thrower(), made)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  it("stops at the image's dollars", async () => {
    const made = plan({ dollarsPerTry: 1, budget: { attempts: 9, seconds: 900, dollars: 2 } });
    await expect(retry(thrower(billed(), billed(), billed()), made)).rejects.toThrow(
      /of the image's 2 dollars, 2 are spent/,
    );
  });

  it("passes on errors that are no server's, without another try", async () => {
    const made = plan();
    await expect(retry(thrower(new TypeError("a bug")), made)).rejects.toThrow(new TypeError("a bug"));
    expect(made.clock.slept).toEqual([]);
  });

  it("ends a wait at once when the person stops", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 20);
    const made = plan({ clock: systemClock as never, signal: controller.signal });
    await expect(retry(thrower(busy(500)), made)).rejects.toThrow("enough");
  });

  it("gives a try no more time than the image has left", async () => {
    const made = plan({ budget: { attempts: 1, seconds: 0.05 } });
    const hang = (signal: AbortSignal): Promise<never> =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    await expect(retry(hang, made)).rejects.toThrow(/did not answer within 0\.1 s/);
  });
});

describe("Retry-After", () => {
  const now = Date.UTC(2026, 0, 1);
  it.each([
    [{ "retry-after": "120" }, 120],
    [{ "retry-after": " 1.5 " }, 1.5],
    [{ "retry-after": "Thu, 01 Jan 2026 00:10:00 GMT" }, 600],
    [{ "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, 0],
    [{ "retry-after-ms": "1500", "retry-after": "9" }, 1.5],
    [{ "retry-after": "soon" }, null],
    [{ "retry-after": "-5" }, null],
    [{}, null],
  ] as [Record<string, string>, number | null][])("%j is %p seconds", (headers, seconds) => {
    expect(readRetryAfter((name) => headers[name] ?? null, now)).toBe(seconds);
  });
});
