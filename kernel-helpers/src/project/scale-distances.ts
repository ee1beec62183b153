import type { Layout, Matrix, Relation } from "../types.js";
import { denseStart } from "./dense-start.js";
import { type JointSize, jointLayout } from "./joint-layout.js";
import type { ProjectionOptions } from "./projector.js";
import { reportStep } from "./report-step.js";
import { smacof } from "./smacof.js";

const STEPS = 300;

/**
 * The last step of methods that are a table of distances and metric scaling of it.
 * @param distances of images and known labels, shape (N, N)
 */
export async function scaleDistances(
  distances: Matrix,
  size: JointSize,
  relation: Relation,
  options: ProjectionOptions,
): Promise<Layout> {
  const steps = options.iterations ?? STEPS;
  const positions = await smacof(distances, await denseStart(distances, size, options), {
    signal: options.signal,
    iterations: steps,
    onStep: (done, _stress, current) => reportStep(options, done, steps, () => jointLayout(size, current, relation)),
  });
  if (steps > 0) options.onProgress?.(steps, steps); // it may have settled earlier
  return jointLayout(size, positions, relation);
}
