import { findKernelBridge } from "../jupyter/kernel-bridge.js";
import { type Progress, paceText, showProgress } from "../jupyter/progress.js";
import type { Job } from "../jupyter/workbench-protocol.js";
import type { GenerateOptions } from "../types.js";
import type { RunningJob, SessionState } from "./session-state.js";

/** How a long call is run. */
export interface JobOptions {
  /** Aborting it stops the call; what was finished stays. Default in the kernel: the stop button. */
  readonly signal?: AbortSignal;
  /** Shows progress bars in the running cell and obeys its stop button; default: true in the kernel, and without effect elsewhere. */
  readonly progress?: boolean;
}

/** A job nobody asked for gives way to one that somebody did. */
export interface JobKind {
  readonly name: string;
  readonly isBackground?: boolean;
}

/** What the steps of a job are given. */
export interface JobControl {
  /** The signal of the stretch of work that begins now. After a cancel it is a fresh one, so that what was finished can still be put in order; a second cancel stops that too. */
  signal(): AbortSignal;
  /** @param note more about it in a few words, for the cell's line; "" for nothing */
  report(kind: Job["kind"], done: number, total: number, note?: string): void;
  /** Shows an image under way; undefined where nobody would see it. */
  readonly preview?: NonNullable<GenerateOptions["onPreview"]>;
}

const TITLES: Readonly<Record<Job["kind"], string>> = {
  generate: "Generating images",
  label: "Labelling images",
  embed: "Embedding images",
  project: "Drawing the map",
  measure: "Measuring",
  refine: "Refining prompts",
};

/**
 * Runs one job at a time: shows its progress in the cell and in the widgets, and stops it when the signal, the stop button or cancel says so.
 * @throws Error when another job runs; whatever the work throws
 */
export async function runJob<Result>(
  state: SessionState,
  kind: JobKind,
  options: JobOptions,
  work: (control: JobControl) => Promise<Result>,
): Promise<Result> {
  state.assertOpen();
  // nothing may wait between the last look at running and setting it, or two calls of one tick would both run
  while (state.running) await makeWay(state, kind, state.running);
  const bridge = options.progress === false ? undefined : findKernelBridge();
  const signals = [options.signal ?? bridge?.interruptSignal()].filter((signal) => signal !== undefined);
  for (const signal of signals) signal.throwIfAborted();
  let controller = new AbortController();
  const cancel = (reason: unknown): void => {
    const current = controller;
    controller = new AbortController();
    current.abort(reason);
  };
  const ended = deferred();
  const listening = new AbortController();
  for (const signal of signals) {
    signal.addEventListener("abort", () => cancel(signal.reason), { once: true, signal: listening.signal });
  }
  const bars = bridge ? cellBars() : null;
  const pace = paceMeter(state.now);
  state.running = { ...kind, cancel, ended: ended.promise };
  try {
    return await work({
      signal: () => controller.signal,
      report(kind, done, total, note = "") {
        state.setJob({ kind, done, total, pace: pace(kind, done, total, note) });
        bars?.update(kind, done, total, note);
      },
      preview: bars?.preview,
    });
  } finally {
    listening.abort();
    bars?.close();
    state.running = null;
    if (!state.isClosed) state.setJob(null);
    ended.resolve();
  }
}

/** Ends a background job. @throws Error when what runs is none, or the new job is one itself */
async function makeWay(
  state: SessionState,
  { name, isBackground = false }: JobKind,
  running: RunningJob,
): Promise<void> {
  if (isBackground || !running.isBackground) {
    throw new Error(`${name}: ${running.name} is still running; wait until it has ended, or cancel it.`);
  }
  running.cancel(cancellation("It gave way."));
  await running.ended;
  state.assertOpen();
}

/** Words about how fast a kind of work goes, counted from when it was first reported. */
function paceMeter(now: () => number): (kind: Job["kind"], done: number, total: number, note: string) => string {
  let measured: { readonly kind: Job["kind"]; readonly from: number } | null = null;
  return (kind, done, total, note) => {
    if (measured?.kind !== kind) measured = { kind, from: now() };
    const text = done < total ? paceText(done, total, (now() - measured.from) / 1000) : "";
    return [text, note].filter((part) => part !== "").join(", ");
  };
}

interface CellBars {
  update(kind: Job["kind"], done: number, total: number, note: string): void;
  readonly preview: NonNullable<GenerateOptions["onPreview"]>;
  close(): void;
}

/** One bar for each kind of work, one after the other. */
function cellBars(): CellBars {
  let kindShown: Job["kind"] | null = null;
  let bar: Progress | null = null;
  return {
    update(kind, done, total, note) {
      if (kind !== kindShown) bar?.close();
      if (kind !== kindShown || !bar) bar = showProgress(TITLES[kind], total);
      kindShown = kind;
      bar.update(done, total, note);
      if (done < total) return;
      bar.close(); // its time is that of this work alone
      bar = null;
    },
    preview: (png, step, steps) => bar?.picture(png, `step ${step} of ${steps}`),
    close() {
      bar?.close();
    },
  };
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** The reason of a stop that somebody asked for; isCancellation knows it again. */
export function cancellation(message: string): Error {
  return new DOMException(message, "AbortError");
}

/** @returns whether this is the reason of a stop that was asked for, and no failure */
export function isCancellation(error: unknown): boolean {
  // a cell's errors may come from another realm, so instanceof would miss them
  return (error as { name?: unknown } | null)?.name === "AbortError";
}
