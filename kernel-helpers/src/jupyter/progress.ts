import { formatDuration } from "../cli/format-duration.js";
import { drawProgress, type ProgressPicture } from "./draw-progress.js";

/** A progress bar in the running cell's output. */
export interface Progress {
  /**
   * @param done steps finished, in [0, total]      @param total when it is known better now
   * @param note more in a few words, at the end of the line: "$0.24"; default: as before
   */
  update(done: number, total?: number, note?: string): void;
  /** Shows what is under way below the bar, until it closes. @param png an encoded PNG @param caption plain text */
  picture(png: Uint8Array, caption: string): void;
  /** Leaves the last state: "40 of 40 in 12 s, $0.80", or how far it came. */
  close(): void;
}

/**
 * Shows a bar with rate and remaining time, redrawn in place at most ten times a second. Outside the DataCrafter kernel it shows nothing.
 * @param title plain text      @param total steps      @param now a clock in milliseconds
 */
export function showProgress(title: string, total: number, now: () => number = () => performance.now()): Progress {
  const startedAt = now();
  const draw = drawProgress(now);
  let state: ProgressState = { title, done: 0, total, seconds: 0, isClosed: false, note: "" };
  let picture: ProgressPicture | null = null;

  const drawState = (isNeeded: boolean): void => {
    const { done, total } = state;
    // an empty task is done: a bar without a maximum would look as if nobody knew
    draw({ label: title, text: progressText(state), done, total: Math.max(1, total), picture }, isNeeded);
  };
  drawState(true);
  return {
    update(done, newTotal = state.total, note = state.note) {
      if (state.isClosed) return;
      // what is said before the first step is worth reading while that takes long
      const isNews = done === 0 && note !== state.note;
      state = { ...state, done, total: newTotal, note, seconds: (now() - startedAt) / 1000 };
      drawState(isNews);
    },
    picture(png, caption) {
      if (state.isClosed) return;
      picture = { png, caption };
      drawState(false);
    },
    close() {
      if (state.isClosed) return;
      state = { ...state, seconds: (now() - startedAt) / 1000, isClosed: true };
      picture = null; // saved notebooks stay small
      drawState(true);
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
  /** "" for nothing */
  readonly note?: string;
}

/** @returns one line, e.g. "generate: 12 of 40, 3.1/s, 9 s left, $0.24" */
export function progressText({ title, done, total, seconds, isClosed, note = "" }: ProgressState): string {
  const count = `${title}: ${done} of ${total}`;
  const parts = [isClosed ? `${count} in ${formatDuration(seconds)}` : count];
  if (!isClosed) parts.push(paceText(done, total, seconds));
  return [...parts, note].filter((part) => part !== "").join(", ");
}

/** @returns how fast it goes and how long it takes yet: "3.1/s, 9 s left", "4.2 s each, 2 min 5 s left"; "" before the first step is done */
export function paceText(done: number, total: number, seconds: number): string {
  if (done <= 0 || seconds <= 0) return "";
  const rate = done / seconds;
  const shownRate = rate >= 1 ? `${rate.toFixed(1)}/s` : `${(1 / rate).toFixed(1)} s each`;
  return `${shownRate}, ${formatDuration(Math.max(0, total - done) / rate)} left`;
}
