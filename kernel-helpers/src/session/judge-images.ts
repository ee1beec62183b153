import { type Change, lastUndoable, recordAct, undoAct } from "../store/act-table.js";
import type { Feedback } from "../types.js";
import type { SessionState } from "./session-state.js";

const VERBS: Readonly<Record<Feedback, string>> = { rejected: "reject", wanted: "want", none: "clear" };
const NAMED_IDS = 3;

/**
 * Records the person's verdict on generated images. Originals among the ids are left as they are: they are the truth, not a proposal.
 * @returns how many images changed
 * @throws RangeError naming ids the session does not know, or when all ids are originals; nothing changes then
 */
export function judgeImages(state: SessionState, ids: readonly string[], feedback: Feedback): number {
  state.assertOpen();
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
  recordAct(state.store, { kind: VERBS[feedback], label, changes }, [], state.now());
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
  undoAct(state.store, event, state.now());
  const feedback = event.changes.flatMap((change) => (change.kind === "feedback" ? [change] : []));
  if (feedback.length > 0) state.setFeedback(new Map(feedback.map(({ id, before }) => [id, before])));
  if (feedback.length < event.changes.length) state.reloadTemplates();
  state.say("", "info");
  return event.label;
}

/** Makes these images the selection, everywhere the session is shown. @throws RangeError naming unknown ids */
export function selectImages(state: SessionState, ids: readonly string[]): void {
  state.assertOpen();
  state.selection = findImages(state, ids, "select").map(({ id }) => id);
  state.tell("selection");
}

/** @returns the images, each once, in the order of the ids. @throws RangeError naming the first unknown ids */
export function findImages(
  state: SessionState,
  ids: readonly string[],
  who: string,
): NonNullable<ReturnType<SessionState["findImage"]>>[] {
  const unique = [...new Set(ids)];
  const unknown = unique.filter((id) => !state.findImage(id));
  if (unknown.length > 0) {
    const named = unknown.slice(0, NAMED_IDS).map((id) => JSON.stringify(String(id).slice(0, 40)));
    const more = unknown.length > NAMED_IDS ? ` and ${unknown.length - NAMED_IDS} more` : "";
    throw new RangeError(`${who}: no image ${named.join(", ")}${more} in this session; nothing was changed.`);
  }
  return unique.map((id) => state.findImage(id)!);
}
