import type { Budget } from "./budget.js";

/** What every provider that asks a server takes. */
export interface RemoteOptions {
  /** requests in flight together; default 4 for OpenAI, 1 for servers with one graphics card */
  readonly concurrency?: number;
  /** longest time for one try, seconds; default 300 */
  readonly timeoutSeconds?: number;
  /** for one image; default 4 tries and 900 seconds */
  readonly budget?: Budget;
  /** for everything the provider does, from its making on; default no limit */
  readonly totalBudget?: Budget;
  /** what the server bills for one image: no price list is built in */
  readonly dollarsPerImage?: number;
  /** what one image is expected to take; once images were made, their mean is told instead */
  readonly secondsPerImage?: number;
}

/** RemoteOptions with every default in place. */
export interface CheckedOptions {
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly budget: Budget & { readonly attempts: number; readonly seconds: number };
  readonly totalBudget: Budget;
  readonly dollarsPerImage: number | null;
  readonly secondsPerImage: number | null;
}

const DAY_SECONDS = 86_400;

/**
 * Fills in the defaults.
 * @param who for messages, e.g. "sdapi"
 * @throws RangeError naming the option that cannot be meant
 */
export function checkRemoteOptions(who: string, options: RemoteOptions, usualConcurrency: number): CheckedOptions {
  const { concurrency = usualConcurrency, timeoutSeconds = 300, dollarsPerImage, secondsPerImage } = options;
  checkNumber(who, "concurrency", concurrency, 1, 64, true);
  checkNumber(who, "timeoutSeconds", timeoutSeconds, 0.001, DAY_SECONDS);
  checkNumber(who, "dollarsPerImage", dollarsPerImage, 0, 1000);
  checkNumber(who, "secondsPerImage", secondsPerImage, 0, DAY_SECONDS);
  const { budget = {}, totalBudget = {} } = options;
  for (const [name, limits] of Object.entries({ budget, totalBudget })) {
    checkNumber(who, `${name}.attempts`, limits.attempts, 1, Infinity, true);
    checkNumber(who, `${name}.seconds`, limits.seconds, 0.001, Infinity);
    checkNumber(who, `${name}.dollars`, limits.dollars, 0, Infinity);
    if (limits.dollars !== undefined && dollarsPerImage === undefined) {
      throw new RangeError(
        `${who}: ${name}.dollars needs dollarsPerImage, the price of one image; look it up and give it.`,
      );
    }
  }
  return {
    concurrency,
    timeoutSeconds,
    budget: { ...budget, attempts: budget.attempts ?? 4, seconds: budget.seconds ?? 900 },
    totalBudget,
    dollarsPerImage: dollarsPerImage ?? null,
    secondsPerImage: secondsPerImage ?? null,
  };
}

/** @throws RangeError when the value is there and lies outside, or is no whole number where one is needed */
export function checkNumber(
  who: string,
  name: string,
  value: number | undefined,
  least: number,
  most: number,
  isWhole = false,
): void {
  if (value === undefined) return;
  if (
    typeof value === "number" &&
    value >= least &&
    value <= most &&
    (!isWhole || Number.isInteger(value) || value === Infinity)
  )
    return;
  const range = most === Infinity ? `${least} or more` : `from ${least} to ${most}`;
  throw new RangeError(`${who}: ${name} = ${String(value)}; give a ${isWhole ? "whole " : ""}number ${range}.`);
}

/**
 * An address of a server, without the slash at its end.
 * @throws Error when it is none, or holds a password or a query: those would be written into every image's history
 */
export function checkAddress(who: string, name: string, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error(`${who}: ${name} is no http or https address; give one like "http://127.0.0.1:7860".`);
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new Error(
      `${who}: ${name} holds a user, a password, a query or a "#"; it is written into the history of every image, so give the bare address of ${url.host}.`,
    );
  }
  return url.href.replace(/\/+$/, "");
}
