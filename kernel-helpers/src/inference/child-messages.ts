import type { JobMessage } from "./job.js";
import type { SentError } from "./sent-error.js";

/** What the inference process is told when it starts, as JSON in its first argument. */
export interface ChildSettings {
  /** execution providers to try, in order */
  readonly providers: readonly string[];
  /** threads of one operator; ONNX Runtime's own choice, one per physical core, when left out */
  readonly threads?: number;
  /** the process to end with */
  readonly parentPid: number;
}

/** What the kernel side sends. One job at a time: the next only after "done" or "failed". */
export interface RunMessage {
  readonly module: string;
  readonly input: JobMessage;
}

/** What the inference process sends. */
export type ChildMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "report"; readonly message: JobMessage }
  | { readonly kind: "done"; readonly output: JobMessage }
  | { readonly kind: "failed"; readonly error: SentError };
