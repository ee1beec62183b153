import { readEvents } from "../store/act-table.js";
import type { SessionState } from "./session-state.js";

/** Something a person wrote down about the session. */
export interface SessionNote {
  readonly text: string;
  /** milliseconds since 1970 */
  readonly at: number;
  readonly by: string | null;
  /** the latest iteration at that time; 0 before the first */
  readonly iteration: number;
}

const LONGEST_NOTE = 10_000;

/** Writes a note into the log. @throws RangeError for an empty text, or one that is too long */
export function addNote(state: SessionState, text: string): void {
  state.assertOpen();
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > LONGEST_NOTE) {
    throw new RangeError(`note: the text has ${trimmed.length} characters; give 1 to ${LONGEST_NOTE}.`);
  }
  state.log("note", trimmed, { iteration: state.latest() });
}

/** All notes, in the order they were written. */
export function readNotes(state: SessionState): readonly SessionNote[] {
  return readEvents(state.store).flatMap(({ kind, label, at, by, details }) =>
    kind === "note" ? [{ text: label, at, by, iteration: details?.iteration ?? 0 }] : [],
  );
}
