import { join } from "node:path";
import { mapBounded } from "../images/map-bounded.js";
import { rowOf } from "../linalg/matrix.js";
import { putImageFile } from "../store/image-files.js";
import type { CallOptions, ImageRef, PromptTrial } from "../types.js";
import { imagesAtOnce } from "./check-generator.js";
import type { RefineSpending } from "./refine-spending.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/**
 * Makes images to try prompts with, each from an original of its class, in turn. They are kept on disk by their content and belong to no iteration: nobody judges, trains on or exports them.
 * @returns their vectors; null for one that could not be made, whose class has no original, or that the budget has no room for
 * @throws the signal's reason
 */
export async function tryPrompts(
  state: SessionState,
  trials: readonly PromptTrial[],
  control: JobControl,
  spending: RefineSpending,
  { signal }: CallOptions = {},
): Promise<readonly (Float32Array | null)[]> {
  const { generator, embedder } = state.providers;
  const originals = state.images.filter((image) => image.origin === "original" && image.split === "train");
  if (!spending.takeImages(trials.length)) return trials.map(() => null);
  let done = 0;
  const makeOne = async ({ className, prompt, seed }: PromptTrial, number: number): Promise<ImageRef | null> => {
    signal?.throwIfAborted();
    const own = originals.filter((image) => image.className === className);
    if (own.length === 0 || !spending.hasTime()) return null;
    const made = await generator.generate({ prompt, seed, source: own[number % own.length] }, { signal }).catch(() => {
      signal?.throwIfAborted();
      return null; // one trial fewer: what an iteration makes of the prompt will say why
    });
    control.report("refine", ++done, trials.length, `trying prompts: ${trials.length} images`);
    if (made === null) return null;
    const { directory } = state.store;
    const path = join(directory, (await putImageFile(directory, made.png, ".png")).file);
    return { id: `trial-${number}`, path, className };
  };
  const images = await mapBounded(trials, imagesAtOnce(generator), makeOne, { signal });
  const vectors = await embedder.embed(
    images.filter((image) => image !== null),
    { signal },
  );
  let row = 0;
  return images.map((image) => (image === null ? null : rowOf(vectors, row++)));
}
