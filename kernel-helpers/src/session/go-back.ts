import { type Change, readEvents } from "../store/act-table.js";
import { promptsAt } from "./prompts-at.js";
import { cancellation } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/**
 * Goes back to where the session was after an iteration, before the next was planned: later iterations are set aside with their images, and the prompts are those of that time.
 * Nothing is deleted, verdicts stay, and undo takes it back. The next expand() makes an iteration with a number of its own.
 * @param iteration 0 for the originals alone
 * @throws RangeError when there is no such iteration in use, or none after it; Error while a job runs
 */
export function goBack(state: SessionState, iteration: number): void {
  state.assertOpen();
  const later = laterIterations(state, iteration);
  if (state.running && !state.running.isBackground) {
    throw new Error(`goBack: ${state.running.name} is still running; wait until it has ended, or cancel it.`);
  }
  state.running?.cancel(cancellation("The session went back to an earlier iteration."));
  const prompts = promptsAt(state.templates, readEvents(state.store), later[0].startedAt);
  const changes: Change[] = [
    ...later.map(({ index }): Change => ({ kind: "iteration", id: String(index), before: "1", after: "0" })),
    ...prompts.flatMap(({ id, status }, i): Change[] =>
      status === state.templates[i].status
        ? []
        : [{ kind: "template", id, before: state.templates[i].status, after: status }],
    ),
  ];
  const label = iteration === 0 ? "go back to the originals" : `go back to iteration ${iteration}`;
  state.record({ kind: "go back", label, changes });
  state.reloadHistory();
  state.say("", "info");
}

function laterIterations(state: SessionState, iteration: number): { index: number; startedAt: number }[] {
  const active = state.iterations.filter(({ isActive }) => isActive);
  if (iteration !== 0 && !active.some(({ index }) => index === iteration)) {
    const known = active.map(({ index }) => index).join(", ") || "none yet";
    throw new RangeError(`goBack: no iteration ${iteration} is in use; give 0 for the originals, or one of ${known}.`);
  }
  const later = active.filter(({ index }) => index > iteration);
  if (later.length === 0) throw new RangeError(`goBack: the session is at iteration ${iteration} already.`);
  return later.map(({ index, startedAt }) => ({ index, startedAt }));
}
