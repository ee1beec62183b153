/** After this long without an answer a quick request counts as failed. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** These run as long as the job runs; the progress bar tells how it goes, so they have no time limit. */
const LONG_KINDS: ReadonlySet<string> = new Set(["generate", "refine", "review"]);

interface OpenRequest {
  /** of the widget's protocol */
  readonly kind: string;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** The requests that wait for the kernel's answer. */
export class RequestLedger {
  private readonly open = new Map<number, OpenRequest>();
  private next: number;

  /** @param first the first request's number; each browser tab needs numbers of its own, since answers go to all tabs */
  constructor(first: number) {
    this.next = first;
  }

  /** Opens a request. @returns its number and a promise of the answer, rejected with a message for the person */
  add(kind: string): { readonly request: number; readonly answer: Promise<void> } {
    const request = this.next++;
    const answer = new Promise<void>((resolve, reject) => {
      const timer = LONG_KINDS.has(kind) ? undefined : setTimeout(() => this.expire(request), REQUEST_TIMEOUT_MS);
      this.open.set(request, { kind, resolve, reject, timer });
    });
    return { request, answer };
  }

  has(kind: string): boolean {
    return [...this.open.values()].some((entry) => entry.kind === kind);
  }

  /** Numbers of other tabs are ignored. */
  done(request: number): void {
    this.take(request)?.resolve();
  }

  fail(request: number, message: string): void {
    this.take(request)?.reject(new Error(message));
  }

  failAll(message: string): void {
    for (const request of [...this.open.keys()]) {
      this.fail(request, message);
    }
  }

  private expire(request: number): void {
    const seconds = REQUEST_TIMEOUT_MS / 1000;
    const kind = this.open.get(request)?.kind;
    this.fail(
      request,
      `The kernel did not answer "${kind}" within ${seconds} s. It may be busy with a cell; if so, it answers when the cell ends.`,
    );
  }

  private take(request: number): OpenRequest | undefined {
    const entry = this.open.get(request);
    this.open.delete(request);
    clearTimeout(entry?.timer);
    return entry;
  }
}

/** 48 random bits with room for counting: two tabs of one kernel must not use the same numbers. */
export function firstRequestNumber(): number {
  const [high, low] = crypto.getRandomValues(new Uint16Array(2));
  return (high * 2 ** 16 + low) * 2 ** 20 + 1;
}
