/** What the retry needs to know of a try that failed. */
export interface TryFailure {
  /** false: the same request would fail again */
  readonly isRetryable: boolean;
  /** what the server asked for; null when it asked for nothing */
  readonly retryAfterSeconds?: number | null;
  /** true when the server may have worked, and billed, for what did not arrive whole */
  readonly mayCost?: boolean;
  /** true when the server could not be reached or used at all: any other image would fail alike */
  readonly isServerAway?: boolean;
  /** true when the next try asks differently, so that no wait is due before it */
  readonly atOnce?: boolean;
  /** of the answer; null when there was none */
  readonly status?: number | null;
}

/** A request that failed; its message says why, in words a person can act on. */
export class TryError extends Error {
  override readonly name: string = "TryError";
  readonly isRetryable: boolean;
  readonly retryAfterSeconds: number | null;
  readonly mayCost: boolean;
  readonly isServerAway: boolean;
  readonly atOnce: boolean;
  readonly status: number | null;

  constructor(message: string, failure: TryFailure) {
    super(message);
    this.isRetryable = failure.isRetryable;
    this.retryAfterSeconds = failure.retryAfterSeconds ?? null;
    this.mayCost = failure.mayCost ?? false;
    this.isServerAway = failure.isServerAway ?? false;
    this.atOnce = failure.atOnce ?? false;
    this.status = failure.status ?? null;
  }
}

/** A server that will not do this: asking again would not help, another prompt or image may. */
export class RefusedError extends Error {
  override readonly name: string = "RefusedError";

  /** @param mayCost true when a model worked, and said no itself */
  constructor(
    message: string,
    readonly mayCost: boolean = false,
  ) {
    super(message);
  }
}

/** An answer came, but what was asked for cannot be had from it; another try may do better. */
export function badAnswer(message: string): TryError {
  return new TryError(message, { isRetryable: true, mayCost: true });
}
