import type { ModelSession } from "../../inference/job.js";

/** A model that counts the time spent in its run(). */
export function timed(model: ModelSession): { readonly session: ModelSession; seconds(): number } {
  let milliseconds = 0;
  const run: ModelSession["run"] = async (feeds) => {
    const begin = performance.now();
    const outputs = await model.run(feeds);
    milliseconds += performance.now() - begin;
    return outputs;
  };
  return { session: { ...model, run }, seconds: () => milliseconds / 1000 };
}
