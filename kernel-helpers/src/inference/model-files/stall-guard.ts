import { HubError } from "./hub-error.js";

/** Ends a request that has gone silent. */
export interface StallGuard {
  /** aborted by the caller's signal, or by silence */
  readonly signal: AbortSignal;
  /** says that something came */
  alive(): void;
  stop(): void;
}

/** A server may think this long before its next byte. */
export const STALL_MS: number = 60_000;

/** @param milliseconds of silence allowed      @param host named in the error */
export function guardAgainstStall(signal: AbortSignal, milliseconds: number, host: string): StallGuard {
  const silence = new AbortController();
  const giveUp = (): void =>
    silence.abort(
      new HubError(`${host} sent nothing for ${milliseconds / 1000} s; check the network and run the same again.`, {
        mayPass: true,
      }),
    );
  let timer = setTimeout(giveUp, milliseconds);
  return {
    signal: AbortSignal.any([signal, silence.signal]),
    alive() {
      clearTimeout(timer);
      timer = setTimeout(giveUp, milliseconds);
    },
    stop: () => clearTimeout(timer),
  };
}
