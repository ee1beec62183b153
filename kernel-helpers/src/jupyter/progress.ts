import { randomUUID } from "node:crypto";
import { findKernelBridge } from "./kernel-bridge.js";
import { escapeHtml } from "./mime-bundle.js";

/** A progress bar in the running cell's output. */
export interface Progress {
  /** @param done steps finished, in [0, total]      @param total when it is known better now */
  update(done: number, total?: number): void;
  /** Leaves the last state: "40 of 40 in 12 s", or how far it came. */
  close(): void;
}

/** Time between two redraws. */
const REDRAW_MS = 100;

/**
 * Shows a bar with rate and remaining time, redrawn in place at most ten times a second. Outside the DataCrafter kernel it shows nothing.
 * @param title plain text      @param total steps      @param now a clock in milliseconds
 */
export function showProgress(title: string, total: number, now: () => number = () => performance.now()): Progress {
  const bridge = findKernelBridge();
  const displayId = randomUUID();
  const startedAt = now();
  let state: ProgressState = { title, done: 0, total, seconds: 0, isClosed: false };
  let drawnAt = startedAt;

  const draw = (update: boolean): void => {
    drawnAt = now();
    const bundle = { "text/plain": progressText(state), "text/html": progressHtml(state) };
    bridge?.display(bundle, { displayId, update });
  };
  draw(false);
  return {
    update(done, newTotal = state.total) {
      if (state.isClosed) return;
      state = { ...state, done, total: newTotal, seconds: (now() - startedAt) / 1000 };
      if (now() - drawnAt >= REDRAW_MS) draw(true);
    },
    close() {
      if (state.isClosed) return;
      state = { ...state, seconds: (now() - startedAt) / 1000, isClosed: true };
      draw(true);
    },
  };
}

/** One moment of a progress bar. */
export interface ProgressState {
  readonly title: string;
  readonly done: number;
  readonly total: number;
  /** since it began */
  readonly seconds: number;
  readonly isClosed: boolean;
}

/** @returns one line, e.g. "generate: 12 of 40, 3.1/s, 9 s left" */
export function progressText({ title, done, total, seconds, isClosed }: ProgressState): string {
  const count = `${title}: ${done} of ${total}`;
  if (isClosed) return `${count} in ${duration(seconds)}`;
  if (done <= 0 || seconds <= 0) return count;
  const rate = done / seconds;
  const shownRate = rate >= 1 ? `${rate.toFixed(1)}/s` : `${(1 / rate).toFixed(1)} s each`;
  return `${count}, ${shownRate}, ${duration(Math.max(0, total - done) / rate)} left`;
}

function progressHtml(state: ProgressState): string {
  const title = escapeHtml(state.title);
  const bar = `<progress aria-label="${title}" max="${Math.max(1, state.total)}" value="${state.done}"></progress>`;
  return `<div>${bar} ${escapeHtml(progressText(state))}</div>`;
}

/** e.g. "9 s", "2 min 5 s", "1 h 3 min" */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
