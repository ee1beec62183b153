import type { ServerAttempt } from "../types.js";
import type { Store } from "./open-store.js";

/** One try at an image, as it stands in the journal. */
export interface AttemptRecord extends ServerAttempt {
  /** the task's, and the image's once it is made */
  readonly taskId: string;
  /** when it ended, milliseconds since 1970 */
  readonly at: number;
}

/** Writes a try down; it is on disk when this returns. */
export function addAttempt({ database }: Store, { taskId, at, outcome, reason, ...times }: AttemptRecord): void {
  database.run("INSERT INTO attempts (task_id, at, outcome, reason, seconds, wait_seconds) VALUES (?, ?, ?, ?, ?, ?)", [
    taskId,
    at,
    outcome,
    reason,
    times.seconds,
    times.waitSeconds,
  ]);
}

/** The tries at an iteration's images, in the order they ended. */
export function readAttempts({ database }: Store, iteration: number): AttemptRecord[] {
  return database
    .all(
      "SELECT attempts.* FROM attempts JOIN tasks ON tasks.id = attempts.task_id WHERE tasks.iteration = ? ORDER BY attempts.id",
      [iteration],
    )
    .map((row) => ({
      taskId: String(row.task_id),
      at: Number(row.at),
      outcome: row.outcome as ServerAttempt["outcome"],
      reason: String(row.reason),
      seconds: Number(row.seconds),
      waitSeconds: row.wait_seconds as number | null,
    }));
}
