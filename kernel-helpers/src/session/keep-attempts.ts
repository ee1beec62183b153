import type { ServerAttempt } from "../types.js";
import { messageOf } from "./message-of.js";

/** Reasons of failed tries and tasks are cut to this, characters. */
export const LONGEST_REASON = 500;

/** Writes tries down, the moment each ends. */
export interface AttemptKeeper {
  /** never throws, since what was made is worth more than its journal */
  keep(attempt: ServerAttempt, write: (attempt: ServerAttempt) => void): void;
  /** sentences about tries that could not be written down, each once */
  problems(): readonly string[];
}

/** @param what e.g. "this image", for the sentences */
export function attemptKeeper(what: string): AttemptKeeper {
  const problems = new Set<string>();
  return {
    problems: () => [...problems],
    keep(attempt, write) {
      try {
        write({ ...attempt, reason: attempt.reason.slice(0, LONGEST_REASON) });
      } catch (error) {
        problems.add(`A try at ${what} could not be written down: ${messageOf(error)}`);
      }
    },
  };
}
