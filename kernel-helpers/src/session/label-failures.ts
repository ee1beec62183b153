import type { SessionState } from "./session-state.js";

/** A training image that this session's labeler could not label. */
export interface LabelFailure {
  readonly id: string;
  /** absolute */
  readonly path: string;
  readonly reason: string;
}

/** In the order of the images. The next labelling asks for them again. */
export function labelFailures(state: SessionState): LabelFailure[] {
  return state
    .mapImages()
    .flatMap(({ id, path, labelFailure }) => (labelFailure === null ? [] : [{ id, path, reason: labelFailure }]));
}

/** @returns a sentence with their number and the first reason; null when there are none */
export function labelTrouble(state: SessionState): string | null {
  const failures = labelFailures(state);
  if (failures.length === 0) return null;
  const count = `${failures.length} ${failures.length === 1 ? "image" : "images"}`;
  return `${count} could not be labelled, the first because: ${failures[0].reason}`;
}
