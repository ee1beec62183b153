import type { Job } from "../protocol.js";
import { paceText } from "../text/expense-text.js";

/**
 * Follows a job by what is heard of it.
 * @param now milliseconds
 * @returns its pace in words, for each state of it; "" while that cannot be told
 */
export function jobPace(now: () => number = () => performance.now()): (job: Job | null) => string {
  let kind: Job["kind"] | null = null;
  let startedAt = 0;
  let before = 0;
  return (job) => {
    if (job === null || job.kind !== kind || job.done < before) {
      kind = job?.kind ?? null;
      startedAt = now();
      before = job?.done ?? 0;
    }
    return job === null || job.total === 0
      ? ""
      : paceText(job.done - before, job.total - job.done, (now() - startedAt) / 1000);
  };
}
