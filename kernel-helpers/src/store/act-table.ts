import type { Feedback, PromptTemplate } from "../types.js";
import type { Database, SqlRow } from "./database.js";
import { readObjects, readRecord } from "./json-column.js";
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
    }
  /** id: the labeler; before and after: the arrangement of its labels, JSON */
  | { readonly kind: "labels"; readonly id: string; readonly before: string; readonly after: string }
  /** id: the iteration's number; 1: it counts, 0: it is set aside */
  | { readonly kind: "iteration"; readonly id: string; readonly before: "1" | "0"; readonly after: "1" | "0" };

/** Something that happened. Acts of the person have changes; runs ("expand", "evaluate") have none. */
export interface Act {
  readonly kind: string;
  /** what it was, for the Undo button and the log: "reject 31 images" */
  readonly label: string;
  readonly changes: readonly Change[];
  /** who did it; absent or null where nobody wrote that down (sessions before schema 4) */
  readonly by?: string | null;
  /** why, in the person's own words; absent or null where none were given */
  readonly reason?: string | null;
  /** numbers about it: images selected, clicks it took, accuracies found */
  readonly details?: Readonly<Record<string, number>> | null;
}

/** An act in the log. */
export interface SessionEvent extends Act {
  /** 1, 2, ... in order */
  readonly id: number;
  /** milliseconds since 1970 */
  readonly at: number;
  /** the event this one took back: an act for "undo", an "undo" for "redo"; null for all others */
  readonly undoes: number | null;
  readonly isUndone: boolean;
  readonly by: string | null;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, number>> | null;
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

/**
 * The act that redo would do again: the earliest of those taken back, since acts come back in the order they were done.
 * An act of the person ends the line: what was taken back before it stays taken back.
 */
export function nextRedoable({ database }: Store): SessionEvent | null {
  const row = database.get(
    `SELECT act.* FROM events taking JOIN events act ON act.id = taking.undoes
     WHERE act.undone = 1 AND act.undoes IS NULL AND taking.id >
       coalesce((SELECT id FROM events WHERE undoes IS NULL AND changes <> '[]' ORDER BY id DESC LIMIT 1), 0)
     ORDER BY act.id LIMIT 1`,
  );
  return row ? toEvent(row) : null;
}

/** Does an act again that was taken back; the doing again is an event itself. @param by who does it */
export function redoAct({ database }: Store, event: SessionEvent, now: number, by: string | null = null): void {
  database.transaction(() => {
    for (const change of event.changes) applyChange(database, change.kind, change.id, change.after);
    database.run("UPDATE events SET undone = 0 WHERE id = ?", [event.id]);
    const taking = Number(database.get("SELECT max(id) AS id FROM events WHERE undoes = ?", [event.id])?.id);
    insertEvent(database, { kind: "redo", label: `redo: ${event.label}`, changes: event.changes, by }, taking, now);
  });
}

/** Takes an act back; the taking back is an event itself. @param by who does it @returns what that changed */
export function undoAct(
  { database }: Store,
  event: SessionEvent,
  now: number,
  by: string | null = null,
): readonly Change[] {
  const changes = event.changes.map((change) => ({ ...change, before: change.after, after: change.before }) as Change);
  database.transaction(() => {
    for (const change of changes) applyChange(database, change.kind, change.id, change.after);
    database.run("UPDATE events SET undone = 1 WHERE id = ?", [event.id]);
    insertEvent(database, { kind: "undo", label: `undo: ${event.label}`, changes, by }, event.id, now);
  });
  return changes;
}

export function readEvents({ database }: Store): SessionEvent[] {
  return database.all("SELECT * FROM events ORDER BY id").map(toEvent);
}

function applyChange(database: Database, kind: Change["kind"], id: string, value: string): void {
  if (kind === "feedback") database.run("UPDATE images SET feedback = ? WHERE id = ?", [value, id]);
  else if (kind === "template") database.run("UPDATE templates SET status = ? WHERE id = ?", [value, id]);
  else if (kind === "iteration")
    database.run("UPDATE iterations SET is_active = ? WHERE number = ?", [Number(value), Number(id)]);
  else database.run("INSERT OR REPLACE INTO label_trees (labeler, tree) VALUES (?, ?)", [id, value]);
}

function insertEvent(database: Database, act: Act, undoes: number | null, now: number): void {
  const { kind, label, changes, by = null, reason = null, details = null } = act;
  database.run(
    "INSERT INTO events (at, kind, label, changes, undoes, by, reason, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [now, kind, label, JSON.stringify(changes), undoes, by, reason, details === null ? null : JSON.stringify(details)],
  );
}

function toEvent(row: SqlRow): SessionEvent {
  return {
    id: Number(row.id),
    at: Number(row.at),
    kind: String(row.kind),
    label: String(row.label),
    changes: readObjects<Change>(row.changes, "events.changes"),
    undoes: row.undoes as number | null,
    isUndone: row.undone === 1,
    by: row.by as string | null,
    reason: row.reason as string | null,
    details: row.details === null ? null : readRecord<number>(row.details, "number", "events.details"),
  };
}
