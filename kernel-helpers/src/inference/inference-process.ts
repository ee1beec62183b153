import { ChildDied, type InferenceChild, startInferenceChild } from "./inference-child-process.js";
import type { Inference, JobMessage } from "./job.js";

export interface InferenceOptions {
  /** ONNX Runtime's execution providers to try for each model, in order: "cuda", "tensorrt", "dml", "coreml", "webgpu", "cpu"; default ["cpu"] */
  readonly providers?: readonly string[];
  /** threads of one operator; default: one per physical core */
  readonly threads?: number;
  /** how long an idle process, with its loaded models, is kept, milliseconds; default 60,000 */
  readonly idleMs?: number;
  /** how long the process may take to start, milliseconds; default 30,000 */
  readonly startTimeoutMs?: number;
}

/** An Inference with its process in sight. */
export interface InferenceProcess extends Inference {
  /** the process id while one is alive */
  readonly pid: number | undefined;
}

interface QueuedJob {
  readonly module: string;
  readonly input: JobMessage;
  readonly onMessage?: (message: JobMessage) => void;
  /** settles the caller's promise and stops listening to its signal; later calls do nothing */
  readonly resolve: (output: JobMessage) => void;
  readonly reject: (reason: unknown) => void;
  isSettled: boolean;
}

/**
 * ONNX Runtime in a process of its own: its run() blocks a thread and cannot be cancelled, and a fault in a driver would end the kernel.
 * Jobs run one at a time, in the order they came. The process starts with the first job, ends when idle, with close(), and with this process.
 * A job during which the process died is run once more in a new one.
 * @throws RangeError for no providers
 */
export function createInferenceProcess(options: InferenceOptions = {}): InferenceProcess {
  const { providers = ["cpu"], threads, idleMs = 60_000, startTimeoutMs = 30_000 } = options;
  if (providers.length === 0) {
    throw new RangeError('createInferenceProcess: no execution providers; give at least ["cpu"].');
  }
  const queue: QueuedJob[] = [];
  let running: QueuedJob | undefined;
  let child: InferenceChild | undefined;
  let idleTimer: NodeJS.Timeout | undefined;

  const livingChild = (): InferenceChild => {
    if (!child?.isAlive()) child = startInferenceChild({ providers, threads }, startTimeoutMs);
    return child;
  };
  const workThrough = async (): Promise<void> => {
    clearTimeout(idleTimer);
    for (running = queue.shift(); running; running = queue.shift()) await settle(running, livingChild);
    idleTimer = setTimeout(() => child?.kill(), idleMs);
    idleTimer.unref();
  };
  const withdraw = (job: QueuedJob, reason: unknown): void => {
    if (job === running) child?.kill();
    job.reject(reason); // one still in the queue is passed over when its turn comes
  };
  return {
    providers,
    get pid() {
      return child?.isAlive() ? child.pid : undefined;
    },
    run: (module, input, { signal, onMessage } = {}) => {
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const onAbort = (): void => withdraw(job, signal?.reason);
        const job = queuedJob({ module, input, onMessage }, resolve, reject, () =>
          signal?.removeEventListener("abort", onAbort),
        );
        signal?.addEventListener("abort", onAbort, { once: true });
        queue.push(job);
        if (!running) void workThrough();
      });
    },
    close: () => {
      const reason = new Error("The inference process was closed before the job was done.");
      for (const job of [...queue, ...(running ? [running] : [])]) withdraw(job, reason);
      child?.kill();
    },
  };
}

function queuedJob(
  job: Pick<QueuedJob, "module" | "input" | "onMessage">,
  resolve: (output: JobMessage) => void,
  reject: (reason: unknown) => void,
  onSettled: () => void,
): QueuedJob {
  const once = <T>(act: (value: T) => void) => {
    return (value: T): void => {
      if (queued.isSettled) return;
      queued.isSettled = true;
      onSettled();
      act(value);
    };
  };
  const queued: QueuedJob = { ...job, resolve: once(resolve), reject: once(reject), isSettled: false };
  return queued;
}

/** Runs a job until its caller has an answer. Never throws. */
async function settle(job: QueuedJob, livingChild: () => InferenceChild): Promise<void> {
  const deaths: string[] = [];
  const report = (message: JobMessage): void => {
    if (!job.isSettled) job.onMessage?.(message);
  };
  while (!job.isSettled) {
    try {
      job.resolve(await livingChild().run({ module: job.module, input: job.input }, report));
    } catch (error) {
      if (!(error instanceof ChildDied)) job.reject(error);
      else deaths.push(error.message);
      if (deaths.length === 2) job.reject(twiceDead(job.module, deaths));
    }
  }
}

function twiceDead(module: string, [first, second]: readonly string[]): Error {
  const how = first === second ? second : `first ${first}, then ${second}`;
  return new Error(
    `The inference process died twice on one job (${module}): ${how}. ` +
      "Try a smaller model or fewer images at once; if memory is not short, try another execution provider.",
  );
}
