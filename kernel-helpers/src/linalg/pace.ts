/** Lets a long computation share the event loop: ask due() often, await rest() when it says so. */
export interface Pace {
  /** true when the slice of time is used up */
  due(): boolean;
  /** Lets waiting events run, then starts the next slice. @throws the signal's reason once it is aborted */
  rest(): Promise<void>;
}

/** The longest stretch of computing between two looks at the event loop, milliseconds. */
const SLICE_MS = 6;

/**
 * A pace for one long call. The clock only decides when to pause, never what is computed, so results do not depend on it.
 * @param signal checked at once and at every rest
 * @throws the signal's reason when it is aborted already
 */
export function createPace(signal?: AbortSignal): Pace {
  signal?.throwIfAborted();
  let sliceEnd = performance.now() + SLICE_MS;
  return {
    due: () => performance.now() >= sliceEnd,
    rest: async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    },
  };
}
