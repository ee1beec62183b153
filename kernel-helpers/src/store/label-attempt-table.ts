import type { ServerAttempt } from "../types.js";
import type { Store } from "./open-store.js";

/** One try at labelling an image, as it stands in the journal. */
export interface LabelAttemptRecord extends ServerAttempt {
  readonly imageId: string;
  readonly labeler: string;
  /** when it ended, milliseconds since 1970 */
  readonly at: number;
}

/** Writes a try down; it is on disk when this returns. */
export function addLabelAttempt({ database }: Store, attempt: LabelAttemptRecord): void {
  const { imageId, labeler, at, outcome, reason, seconds, waitSeconds } = attempt;
  database.run(
    "INSERT INTO label_attempts (image_id, labeler, at, outcome, reason, seconds, wait_seconds) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [imageId, labeler, at, outcome, reason, seconds, waitSeconds],
  );
}

/** The tries of all labelers, in the order they ended. */
export function readLabelAttempts({ database }: Store): LabelAttemptRecord[] {
  return database.all("SELECT * FROM label_attempts ORDER BY id").map((row) => ({
    imageId: String(row.image_id),
    labeler: String(row.labeler),
    at: Number(row.at),
    outcome: row.outcome as ServerAttempt["outcome"],
    reason: String(row.reason),
    seconds: Number(row.seconds),
    waitSeconds: row.wait_seconds as number | null,
  }));
}
