import { type Change, lastUndoable, nextRedoable, redoAct, undoAct } from "../store/act-table.js";
import type { StoredImage } from "../store/image-table.js";
import type { Feedback } from "../types.js";
import { withLaterLabels } from "./edit-labels.js";
import type { SessionState } from "./session-state.js";

const VERBS: Readonly<Record<Feedback, string>> = { rejected: "reject", wanted: "want", none: "clear" };
const NAMED_IDS = 3;
const LONGEST_REASON = 500;

/** What may be said with a verdict. */
export interface VerdictOptions {
  /** why, in your own words, at most 500 characters; stands with each image and in the log */
  readonly reason?: string;
  /** who judges, where it is not the session's user: a colleague, a simulated person */
  readonly by?: string;
  /** clicks it took, where somebody counts them; effort() adds them up */
  readonly clicks?: number;
}

/**
 * Records the person's verdict on generated images. Originals among the ids are left as they are: they are the truth, not a proposal.
 * @returns how many images changed
 * @throws RangeError naming ids the session does not know, or when all ids are originals, or the reason is too long; nothing changes then
 */
export function judgeImages(
  state: SessionState,
  ids: readonly string[],
  feedback: Feedback,
  { reason, by, clicks }: VerdictOptions = {},
): number {
  state.assertOpen();
  if (reason !== undefined && reason.length > LONGEST_REASON) {
    throw new RangeError(
      `${VERBS[feedback]}: the reason has ${reason.length} characters; give at most ${LONGEST_REASON}.`,
    );
  }
  const images = findImages(state, ids, VERBS[feedback]);
  const generated = images.filter(({ origin }) => origin === "generated");
  if (images.length > 0 && generated.length === 0) {
    throw new RangeError(
      `${VERBS[feedback]}: ${images.length === 1 ? "this image is an original" : "these images are originals"}; only generated images are judged.`,
    );
  }
  const changes = generated
    .filter((image) => image.feedback !== feedback)
    .map((image): Change => ({ kind: "feedback", id: image.id, before: image.feedback, after: feedback }));
  if (changes.length === 0) return 0;
  const label = `${VERBS[feedback]} ${changes.length} ${changes.length === 1 ? "image" : "images"}`;
  state.record({
    kind: VERBS[feedback],
    label,
    changes,
    reason: reason?.trim() || null,
    ...(by === undefined ? {} : { by }),
    details: clicks === undefined ? null : { clicks },
  });
  state.setFeedback(new Map(changes.map(({ id }) => [id, feedback])));
  state.say("", "info");
  return changes.length;
}

/**
 * Takes back the latest act that changed something.
 * @returns what was taken back; null when there was nothing
 */
export function undoLastAct(state: SessionState): string | null {
  state.assertOpen();
  const event = lastUndoable(state.store);
  if (!event) return null;
  takeOver(state, undoAct(state.store, event, state.now(), state.user));
  return event.label;
}

/**
 * Does again what undo took back last; a new act in between leaves nothing to redo.
 * @returns what was done again; null when there was nothing
 */
export function redoNextAct(state: SessionState): string | null {
  state.assertOpen();
  const event = nextRedoable(state.store);
  if (!event) return null;
  redoAct(state.store, event, state.now(), state.user);
  takeOver(state, event.changes);
  return event.label;
}

/** Brings memory to what the store holds after these changes. */
function takeOver(state: SessionState, changes: readonly Change[]): void {
  const feedback = changes.flatMap((change) => (change.kind === "feedback" ? [change] : []));
  if (feedback.length > 0) state.setFeedback(new Map(feedback.map(({ id, after }) => [id, after])));
  const now = state.arrangement;
  if (changes.some(({ kind }) => kind === "iteration")) state.reloadHistory();
  else if (changes.some(({ kind }) => kind === "template")) state.reloadTemplates();
  const labels = changes.find(({ kind, id }) => kind === "labels" && id === state.providers.labeler.name);
  // labels may have come since
  if (labels) state.setArrangement(withLaterLabels(JSON.parse(labels.after), now!));
  state.say("", "info");
}

/** Makes these images the selection, everywhere the session is shown. @throws RangeError naming unknown ids */
export function selectImages(state: SessionState, ids: readonly string[]): void {
  state.assertOpen();
  selectKnownImages(
    state,
    findImages(state, ids, "select").map(({ id }) => id),
  );
}

/** The same for ids that are the session's, each once. */
export function selectKnownImages(state: SessionState, ids: readonly string[]): void {
  state.assertOpen();
  state.selection = ids;
  const images = state.selection.length;
  if (images > 0) state.log("select", `select ${images} ${images === 1 ? "image" : "images"}`, { images });
  state.tell("selection");
  state.setFocus(null); // what is selected now is no label's
}

/** @returns the images, each once, in the order of the ids. @throws RangeError naming the first unknown ids */
export function findImages(state: SessionState, ids: readonly string[], who: string): StoredImage[] {
  const found = new Map<string, StoredImage>();
  const unknown = new Set<string>();
  for (const id of ids) {
    const image = state.findImage(id);
    if (image) found.set(id, image);
    else unknown.add(id);
  }
  if (unknown.size > 0) {
    const named = [...unknown].slice(0, NAMED_IDS).map((id) => JSON.stringify(String(id).slice(0, 40)));
    const more = unknown.size > NAMED_IDS ? ` and ${unknown.size - NAMED_IDS} more` : "";
    throw new RangeError(`${who}: no image ${named.join(", ")}${more} in this session; nothing was changed.`);
  }
  return [...found.values()];
}
