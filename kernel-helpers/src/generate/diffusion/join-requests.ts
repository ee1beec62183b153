import type { DiffusionImage, DiffusionMessage, DiffusionOutput, DiffusionResult } from "./diffusion-input.js";

/** How long a batch that is not full waits for more, milliseconds. */
const GATHER_MS = 25;

/** One image's share of a job. */
export interface JoinedResult extends DiffusionResult {
  readonly provider: string;
  readonly stepsPerSecond: number;
}

export interface JoinedCall {
  readonly signal?: AbortSignal;
  /** messages about this image, and those about all */
  readonly onMessage: (message: DiffusionMessage) => void;
  readonly hasPreviews: boolean;
}

/** Makes some images together. */
export type MakeImages = (
  images: readonly DiffusionImage[],
  call: {
    readonly signal: AbortSignal;
    readonly hasPreviews: boolean;
    readonly onMessage: (message: DiffusionMessage) => void;
  },
) => Promise<DiffusionOutput>;

interface Waiting {
  readonly image: DiffusionImage;
  readonly call: JoinedCall;
  /** Settles the caller's promise and stops listening to its signal; later calls do nothing. */
  readonly resolve: (result: JoinedResult) => void;
  readonly reject: (reason: unknown) => void;
  isSettled: boolean;
  /** what ends when nobody waits for it any more; null while queued */
  group: Group | null;
}

interface Group {
  readonly members: readonly Waiting[];
  readonly job: AbortController;
}

/**
 * Joins requests that come at about the same time into jobs of at most `batch` images, one job at a time.
 * An aborted request is rejected at once; its job ends when nobody waits for it any more.
 */
export function joinRequests(
  batch: number,
  make: MakeImages,
): (image: DiffusionImage, call: JoinedCall) => Promise<JoinedResult> {
  const queue: Waiting[] = [];
  let isRunning = false;
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const members = queue.splice(0, batch).filter(({ isSettled }) => !isSettled);
    if (members.length > 0) {
      isRunning = true;
      void runGroup(members, make).finally(() => {
        isRunning = false;
        plan();
      });
    } else plan();
  };
  const plan = (): void => {
    if (isRunning || queue.length === 0) return;
    if (queue.length < batch) timer ??= setTimeout(start, GATHER_MS);
    else start();
  };
  return (image, call) =>
    new Promise((resolve, reject) => {
      queue.push(listen(image, call, resolve, reject));
      plan();
    });
}

function listen(
  image: DiffusionImage,
  call: JoinedCall,
  resolve: (result: JoinedResult) => void,
  reject: (reason: unknown) => void,
): Waiting {
  const settle = (act: () => void): void => {
    if (waiting.isSettled) return;
    waiting.isSettled = true;
    call.signal?.removeEventListener("abort", onAbort);
    act();
  };
  const onAbort = (): void => {
    waiting.reject(call.signal?.reason);
    if (waiting.group?.members.every(({ isSettled }) => isSettled)) waiting.group.job.abort(call.signal?.reason);
  };
  const waiting: Waiting = {
    image,
    call,
    resolve: (result) => settle(() => resolve(result)),
    reject: (reason) => settle(() => reject(reason)),
    isSettled: false,
    group: null,
  };
  call.signal?.addEventListener("abort", onAbort);
  return waiting;
}

/** Never throws: each member gets its result or the reason. */
async function runGroup(members: readonly Waiting[], make: MakeImages): Promise<void> {
  const job = new AbortController();
  for (const waiting of members) waiting.group = { members, job };
  try {
    const made = await make(
      members.map(({ image }) => image),
      {
        signal: job.signal,
        hasPreviews: members.some(({ call }) => call.hasPreviews),
        onMessage: (message) => {
          const meant = message.kind === "preview" ? [members[message.image]] : members;
          for (const { call, isSettled } of meant) if (!isSettled) call.onMessage(message);
        },
      },
    );
    const { images, provider, stepsPerSecond } = made;
    members.forEach(({ resolve }, i) => {
      resolve({ ...images[i], provider, stepsPerSecond });
    });
  } catch (error) {
    for (const { reject } of members) reject(error);
  }
}
