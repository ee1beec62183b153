import { formatBytes } from "../inference/model-files/format-bytes.js";
import type { PullProgress } from "../inference/model-files/pull-progress.js";
import { formatDuration } from "./format-duration.js";

/** Where progress is drawn: process.stderr. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A pull's progress on a terminal. */
export interface PullDrawing {
  show(progress: PullProgress): void;
  /** Leaves the cursor on a line of its own. */
  end(): void;
}

const REDRAW_MS = 100;
const NEW_LINE_MS = 10_000;
const BAR_CHARACTERS = 24;

/**
 * Draws a bar on a terminal, redrawn in place; writes a line per file and every ten seconds where there is none, as in a log.
 * @param now a clock in milliseconds
 */
export function drawPull(terminal: Terminal, now: () => number = () => performance.now()): PullDrawing {
  const isBar = terminal.isTTY === true;
  let drawnMs = Number.NEGATIVE_INFINITY;
  let drawn = "";
  let last: PullProgress | null = null;

  const draw = (progress: PullProgress): void => {
    drawnMs = now();
    drawn = `${progress.phase} ${progress.file}`;
    // \r and "erase to the end": the line is drawn over the one before
    if (isBar) terminal.write(`\r${barLine(progress).slice(0, (terminal.columns ?? 80) - 1)}\u001b[K`);
    else terminal.write(`${plainLine(progress)}\n`);
  };
  return {
    show(progress) {
      last = progress;
      const isNews = drawn !== `${progress.phase} ${progress.file}` && !(progress.phase === "checking" && !isBar);
      if (now() - drawnMs >= (isBar ? REDRAW_MS : NEW_LINE_MS) || (isNews && !isBar)) draw(progress);
    },
    end() {
      if (!isBar || last === null) return;
      draw(last);
      terminal.write("\n");
      last = null;
    },
  };
}

function barLine(progress: PullProgress): string {
  if (progress.phase === "waiting") return WAITING;
  const { doneBytes, totalBytes, file } = progress;
  const share = totalBytes > 0 ? doneBytes / totalBytes : 1;
  const full = Math.floor(share * BAR_CHARACTERS);
  const bar = "#".repeat(full) + "-".repeat(BAR_CHARACTERS - full);
  return `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} %  ${amounts(progress)}  ${file}`;
}

function plainLine(progress: PullProgress): string {
  return progress.phase === "waiting" ? WAITING : `${progress.phase} ${progress.file}: ${amounts(progress)}`;
}

const WAITING = "waiting for another process that pulls the same model";

function amounts({ doneBytes, totalBytes, bytesPerSecond, secondsLeft }: PullProgress): string {
  const parts = [`${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`];
  if (bytesPerSecond > 0) parts.push(`${formatBytes(bytesPerSecond)}/s`);
  if (secondsLeft !== null) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(", ");
}
