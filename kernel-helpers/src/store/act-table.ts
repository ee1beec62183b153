import type { Feedback, PromptTemplate } from "../types.js";
import type { Database, SqlRow } from "./database.js";
import type { Store } from "./open-store.js";
import { insertTemplates } from "./template-table.js";

/** One thing an act changed, so that it can be taken back. */
export type Change =
  | { readonly kind: "feedback"; readonly id: string; readonly before: Feedback; readonly after: Feedback }
  | {
      readonly kind: "template";
      readonly id: string;
      readonly before: PromptTemplate["status"];
      readonly after: PromptTemplate["status"];
    };

/** Something that happened. Acts of the person have changes; runs ("expand", "evaluate") have none. */
export interface Act {
  readonly kind: string;
  /** what it was, for the Undo button and the log: "reject 31 images" */
  readonly label: string;
  readonly changes: readonly Change[];
}

/** An act in the log. */
export interface SessionEvent extends Act {
  /** 1, 2, ... in order */
  readonly id: number;
  /** milliseconds since 1970 */
  readonly at: number;
  /** the event this one took back; null for all but "undo" */
  readonly undoes: number | null;
  readonly isUndone: boolean;
}

/** Does an act and logs it, in one step. @param templates rows to add, with the status they have after the act */
export function recordAct({ database }: Store, act: Act, templates: readonly PromptTemplate[], now: number): void {
  database.transaction(() => {
    insertTemplates(database, templates);
    for (const change of act.changes) applyChange(database, change.kind, change.id, change.after);
    insertEvent(database, act, null, now);
  });
}

/** The latest act that changed something and was not taken back. */
export function lastUndoable({ database }: Store): SessionEvent | null {
  const row = database.get(
    "SELECT * FROM events WHERE undone = 0 AND undoes IS NULL AND changes <> '[]' ORDER BY id DESC LIMIT 1",
  );
  return row ? toEvent(row) : null;
}

/** Takes an act back; the taking back is an event itself. */
export function undoAct({ database }: Store, event: SessionEvent, now: number): void {
  const changes = event.changes.map((change) => ({ ...change, before: change.after, after: change.before }) as Change);
  database.transaction(() => {
    for (const change of changes) applyChange(database, change.kind, change.id, change.after);
    database.run("UPDATE events SET undone = 1 WHERE id = ?", [event.id]);
    insertEvent(database, { kind: "undo", label: `undo: ${event.label}`, changes }, event.id, now);
  });
}

export function readEvents({ database }: Store): SessionEvent[] {
  return database.all("SELECT * FROM events ORDER BY id").map(toEvent);
}

function applyChange(database: Database, kind: Change["kind"], id: string, value: string): void {
  if (kind === "feedback") database.run("UPDATE images SET feedback = ? WHERE id = ?", [value, id]);
  else database.run("UPDATE templates SET status = ? WHERE id = ?", [value, id]);
}

function insertEvent(database: Database, act: Act, undoes: number | null, now: number): void {
  database.run("INSERT INTO events (at, kind, label, changes, undoes) VALUES (?, ?, ?, ?, ?)", [
    now,
    act.kind,
    act.label,
    JSON.stringify(act.changes),
    undoes,
  ]);
}

function toEvent(row: SqlRow): SessionEvent {
  return {
    id: Number(row.id),
    at: Number(row.at),
    kind: String(row.kind),
    label: String(row.label),
    changes: JSON.parse(String(row.changes)) as Change[],
    undoes: row.undoes as number | null,
    isUndone: row.undone === 1,
  };
}
