import type { Change } from "./act-table.js";
import { readObjects } from "./json-column.js";
import type { Store } from "./open-store.js";

/** The act that gave an image the feedback it has. */
export interface Verdict {
  /** who judged; null in sessions that schema 3 or older wrote */
  readonly by: string | null;
  /** milliseconds since 1970 */
  readonly at: number;
  /** null where none was given */
  readonly reason: string | null;
}

/** Who judged each image that has feedback, when and why, by image; acts that were taken back do not count. */
export function readVerdicts({ database }: Store): Map<string, Verdict> {
  const rows = database.all(
    "SELECT at, by, reason, changes FROM events WHERE undone = 0 AND undoes IS NULL ORDER BY id",
  );
  const verdicts = new Map<string, Verdict>();
  for (const { at, by, reason, changes } of rows) {
    for (const change of readObjects<Change>(changes, "events.changes")) {
      if (change.kind !== "feedback") continue;
      if (change.after === "none") verdicts.delete(change.id);
      else verdicts.set(change.id, { by: by as string | null, at: Number(at), reason: reason as string | null });
    }
  }
  return verdicts;
}
