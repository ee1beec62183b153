/** What a job may send and return: what survives structured clone, typed arrays included. */
export type JobMessage = unknown;

/** What a job running in the inference process can use. */
export interface JobContext {
  /** A model file as a session; loaded once per process, file and options. */
  loadSession(path: string, options?: SessionOptions): Promise<ModelSession>;
  /** Sends a message to the caller's onMessage: progress, a preview. */
  report(message: JobMessage): void;
}

/** Code that runs in the inference process. A module is a job when it exports a function "run" of this type. */
export type JobRun = (input: JobMessage, context: JobContext) => Promise<JobMessage>;

export type TensorType = "float32" | "float16" | "int32" | "int64" | "uint8" | "int8" | "bool";

/** Numbers with a shape. float16 is carried as half bits in a Uint16Array, int64 as a BigInt64Array, bool as a Uint8Array. */
export interface Tensor {
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Uint16Array | Int32Array | BigInt64Array | Uint8Array | Int8Array;
}

/** The type and shape a model declares for one input or output; a name or null where a dimension is free. */
export interface TensorInfo {
  readonly name: string;
  readonly type: TensorType;
  readonly dims: readonly (number | string | null)[];
}

export interface SessionOptions {
  /** Files that hold weights beside the model, when the model names them: name in the model to path. Found by themselves when they lie beside it. */
  readonly externalData?: Readonly<Record<string, string>>;
}

/** A loaded model. */
export interface ModelSession {
  readonly path: string;
  /** the execution provider really used: "cpu", "cuda", ... */
  readonly provider: string;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** @throws Error that names the model, the input and what was expected when a tensor does not fit */
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
}

/** What the kernel side holds: runs jobs one at a time in a child process, in the order they came. */
export interface Inference {
  /** the execution providers tried, in order */
  readonly providers: readonly string[];
  /**
   * @param module the built file of the job, from builtFile()
   * @param input what survives structured clone; typed arrays travel as they are
   * @param options.signal aborting kills the process; the next job starts another
   * @param options.onMessage what the job reports
   * @throws the signal's reason; an Error of the job with its message; when the process dies twice on one job, an Error that says how it died
   */
  run(
    module: string,
    input: JobMessage,
    options?: { readonly signal?: AbortSignal; readonly onMessage?: (message: JobMessage) => void },
  ): Promise<JobMessage>;
  /** Ends the process. A later run() starts a new one. */
  close(): void;
}
