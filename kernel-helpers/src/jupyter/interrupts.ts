import { InterruptedError } from "./cell-error.js";

/** Time a cell that listens to its signal gets to end by itself. */
const GRACE_MS = 700;

/** Turns an interrupt of the kernel into an abort of what runs. */
export interface Interrupts {
  /** A cell starts. @param stop ends the cell from outside, whatever its promise does */
  begin(stop: () => void): void;
  end(): void;
  /** The signal of the running cell, or of the background between cells; never one that an earlier interrupt has aborted. */
  signal(): AbortSignal;
  /** During a cell: aborts its signal and soon stops it. Between cells: aborts every signal handed out. */
  fire(): void;
}

export function createInterrupts(): Interrupts {
  let controller = new AbortController();
  /** of signals someone holds: background work may outlive the cell that started it */
  let handedOut = new Set<AbortController>();
  let stopCell: (() => void) | null = null;
  let grace: NodeJS.Timeout | null = null;

  const stopNow = (): void => {
    if (grace) clearTimeout(grace);
    grace = null;
    stopCell?.();
  };

  return {
    begin(stop) {
      controller = new AbortController();
      stopCell = stop;
    },
    end() {
      if (grace) clearTimeout(grace);
      grace = null;
      stopCell = null;
      if (controller.signal.aborted) controller = new AbortController();
    },
    signal() {
      handedOut.add(controller);
      return controller.signal;
    },
    fire() {
      const reason = new InterruptedError();
      if (!stopCell) {
        for (const held of handedOut) held.abort(reason);
        handedOut = new Set();
        controller = new AbortController();
        return;
      }
      const mayListen = handedOut.delete(controller);
      controller.abort(reason);
      if (mayListen && !grace) grace = setTimeout(stopNow, GRACE_MS);
      else stopNow();
    },
  };
}
