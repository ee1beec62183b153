import type { Store } from "./open-store.js";

/** Keeps the arrangement of one labeler's labels. @param json as the session writes it */
export function putLabelTree({ database }: Store, labeler: string, json: string): void {
  database.run("INSERT OR REPLACE INTO label_trees (labeler, tree) VALUES (?, ?)", [labeler, json]);
}

/** @returns null when none was kept */
export function readLabelTree({ database }: Store, labeler: string): string | null {
  const row = database.get("SELECT tree FROM label_trees WHERE labeler = ?", [labeler]);
  return row ? String(row.tree) : null;
}
