import { addAttempt } from "../store/attempt-table.js";
import type { GenerateOptions } from "../types.js";
import { messageOf } from "./message-of.js";
import type { SessionState } from "./session-state.js";

/** Reasons of failed tries and tasks are cut to this, characters. */
export const LONGEST_REASON = 500;

/** Writes the tries at one image down. */
export interface AttemptKeeper {
  /** for the generator; never throws, since an image is worth more than its journal */
  readonly onAttempt: NonNullable<GenerateOptions["onAttempt"]>;
  /** sentences about tries that could not be written down */
  readonly problems: readonly string[];
}

/** Keeps each try at a task's image in the store the moment it ends. */
export function keepAttempts({ store, now }: SessionState, taskId: string): AttemptKeeper {
  const problems: string[] = [];
  return {
    problems,
    onAttempt(attempt) {
      try {
        const reason = attempt.reason.slice(0, LONGEST_REASON);
        addAttempt(store, { ...attempt, reason, taskId, at: now() });
      } catch (error) {
        problems.push(`A try at this image could not be written down: ${messageOf(error)}`);
      }
    },
  };
}
