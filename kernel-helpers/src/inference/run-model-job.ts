import type { JobContext, SessionOptions, Tensor } from "./job.js";

/** What the job is given: a model and the tensors to run it on. */
export interface RunModelInput extends SessionOptions {
  readonly path: string;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

/** What a model made of its tensors. */
export interface ModelRun {
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** the execution provider really used */
  readonly provider: string;
}

/** The job behind runModel. Runs in the inference process. */
export async function run(input: unknown, context: JobContext): Promise<ModelRun> {
  const { path, feeds, externalData } = input as RunModelInput;
  const session = await context.loadSession(path, { externalData });
  return { outputs: await session.run(feeds), provider: session.provider };
}
