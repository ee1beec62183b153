import { randomUUID } from "node:crypto";
import { findKernelBridge } from "./kernel-bridge.js";
import { escapeHtml } from "./mime-bundle.js";

/** What a progress bar shows at one moment; all texts are plain. */
export interface ProgressMoment {
  /** for screen readers */
  readonly label: string;
  /** the line beside the bar */
  readonly text: string;
  readonly done: number;
  /** 0 when it is not known */
  readonly total: number;
  /** below the bar; null for none */
  readonly picture: ProgressPicture | null;
}

/** An encoded PNG and its caption. */
export interface ProgressPicture {
  readonly png: Uint8Array;
  readonly caption: string;
}

/** Time between two redraws. */
const REDRAW_MS = 100;
/** Previews are small: they are shown larger, with their pixels as squares. */
const PICTURE_WIDTH = 128;

/**
 * A bar in the running cell's output, redrawn in place at most ten times a second. Outside the DataCrafter kernel it shows nothing.
 * @param now a clock in milliseconds
 * @returns draws a moment; one that may not be missed, the first or the last, with isNeeded
 */
export function drawProgress(now: () => number): (moment: ProgressMoment, isNeeded?: boolean) => void {
  const bridge = findKernelBridge();
  const displayId = randomUUID();
  let drawnAt: number | null = null;
  return (moment, isNeeded = false) => {
    if (!isNeeded && drawnAt !== null && now() - drawnAt < REDRAW_MS) return;
    const bundle = { "text/plain": moment.text, "text/html": progressHtml(moment) };
    bridge?.display(bundle, { displayId, update: drawnAt !== null });
    drawnAt = now();
  };
}

function progressHtml({ label, text, done, total, picture }: ProgressMoment): string {
  const value = total > 0 ? ` max="${total}" value="${done}"` : "";
  const bar = `<progress aria-label="${escapeHtml(label)}"${value}></progress>`;
  return `<div>${bar} ${escapeHtml(text)}</div>${picture === null ? "" : pictureHtml(picture)}`;
}

function pictureHtml({ png, caption }: ProgressPicture): string {
  const data = Buffer.from(png).toString("base64");
  return `<img alt="${escapeHtml(caption)}" title="${escapeHtml(caption)}" width="${PICTURE_WIDTH}" style="image-rendering: pixelated" src="data:image/png;base64,${data}">`;
}
