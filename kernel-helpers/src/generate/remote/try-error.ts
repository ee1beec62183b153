/** What the retry needs to know of a try that failed. */
export interface TryFailure {
  /** false: the same request would fail again */
  readonly isRetryable: boolean;
  /** what the server asked for; null when it asked for nothing */
  readonly retryAfterSeconds?: number | null;
  /** true when the server may have made, and billed, an image that did not arrive whole */
  readonly mayCost?: boolean;
}

/** A try at making an image that failed; its message says why, in words a person can act on. */
export class TryError extends Error {
  override readonly name: string = "TryError";
  readonly isRetryable: boolean;
  readonly retryAfterSeconds: number | null;
  readonly mayCost: boolean;

  constructor(message: string, { isRetryable, retryAfterSeconds = null, mayCost = false }: TryFailure) {
    super(message);
    this.isRetryable = isRetryable;
    this.retryAfterSeconds = retryAfterSeconds;
    this.mayCost = mayCost;
  }
}

/** A server that will not make this image: asking again would not help, another prompt or source may. */
export class RefusedError extends Error {
  override readonly name: string = "RefusedError";
}

/** An answer came, but no image can be had from it; another try may do better. */
export function badAnswer(message: string): TryError {
  return new TryError(message, { isRetryable: true, mayCost: true });
}
