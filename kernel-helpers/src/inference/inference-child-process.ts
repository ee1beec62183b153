import { type ChildProcess, type ForkOptions, fork } from "node:child_process";
import type { Socket } from "node:net";
import { builtFile } from "./built-file.js";
import type { ChildMessage, ChildSettings, RunMessage } from "./child-messages.js";
import type { JobMessage } from "./job.js";
import { unpackError } from "./sent-error.js";

/** The process ended while it had a job. The message says how. */
export class ChildDied extends Error {
  override readonly name = "ChildDied";
}

/** One running inference process. */
export interface InferenceChild {
  readonly pid: number | undefined;
  /** false once it died or was killed */
  isAlive(): boolean;
  /**
   * One job; not to be called again before it settled. While it runs, this process stays alive for it.
   * @throws ChildDied when the process ended; the job's own error
   */
  run(job: RunMessage, onMessage?: (message: JobMessage) => void): Promise<JobMessage>;
  /** Ends it at once, whatever it computes: ONNX Runtime cannot be asked to stop. */
  kill(): void;
}

/** How much of what the process wrote last is quoted when it dies, characters. */
const QUOTED = 600;

/** Starts the process, to be given a job at once: between jobs it does not keep this process alive. */
export function startInferenceChild(
  settings: Omit<ChildSettings, "parentPid">,
  startTimeoutMs: number,
): InferenceChild {
  const child = forkChild({ ...settings, parentPid: process.pid });
  let alive = true;
  let death = "";
  let written = "";
  let listener: { message: (message: ChildMessage) => void; died: (how: string) => void } | undefined;
  const die = (how: string): void => {
    alive = false;
    listener?.died([death || how, written.trim()].filter(Boolean).join(": "));
  };
  const kill = (): void => {
    alive = false;
    child.kill("SIGKILL");
  };
  const killOnExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killOnExit);
  const startTimer = setTimeout(() => {
    death = `it did not start within ${startTimeoutMs / 1000} s`;
    kill();
  }, startTimeoutMs);
  startTimer.unref();

  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    written = (written + text).slice(-QUOTED);
  });
  child.on("message", (message: ChildMessage) => {
    if (message.kind === "ready") clearTimeout(startTimer);
    else listener?.message(message);
  });
  child.once("exit", () => {
    alive = false;
    clearTimeout(startTimer);
    process.off("exit", killOnExit);
  });
  child.once("error", (error) => die(error.message)); // it could not be started
  child.once("close", (code, signal) => die(howItEnded(code, signal)));

  const run = (job: RunMessage, onMessage?: (message: JobMessage) => void): Promise<JobMessage> =>
    new Promise<JobMessage>((resolve, reject) => {
      written = "";
      const report = (message: JobMessage): void => {
        try {
          onMessage?.(message);
        } catch (error) {
          kill(); // nobody listens any more, and the next job must not meet this one
          reject(error);
        }
      };
      listener = {
        died: (how) => reject(new ChildDied(how)),
        message: (message) => {
          if (message.kind === "report") report(message.message);
          else if (message.kind === "done") resolve(message.output);
          else if (message.kind === "failed") reject(unpackError(message.error));
        },
      };
      holdLoop(child, true);
      // a failure to send is the death of the process, which "close" reports; what cannot be sent at all throws here
      child.send(job, () => {});
    }).finally(() => {
      listener = undefined;
      holdLoop(child, false);
    });
  return { pid: child.pid, isAlive: () => alive, run, kill };
}

function forkChild(settings: ChildSettings): ChildProcess {
  const options: ForkOptions & { readonly windowsHide: boolean } = {
    // its own process group: an interrupt of the kernel's group must not end it
    detached: true,
    windowsHide: true,
    // flags such as --inspect are this process's own
    execArgv: [],
    // typed arrays travel as bytes
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  };
  return fork(builtFile("inference/inference-child"), [JSON.stringify(settings)], options);
}

function holdLoop(child: ChildProcess, held: boolean): void {
  const verb = held ? "ref" : "unref";
  child[verb]();
  child.channel?.[verb]();
  (child.stderr as Socket | null)?.[verb]();
}

function howItEnded(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGKILL") return "it was killed (SIGKILL), as a system does that is out of memory";
  return signal ? `it ended by ${signal}` : `it ended with code ${code}`;
}
