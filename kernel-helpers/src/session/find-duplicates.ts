import { descriptors } from "../embed/descriptors.js";
import { joinPairs, similarPairs } from "../measure/near-duplicates.js";
import type { ImageRecord } from "../types.js";
import { embedMissing, vectorsOf } from "./embed-images.js";
import type { JobControl, JobOptions } from "./run-job.js";
import type { SessionState } from "./session-state.js";

export interface DuplicateOptions extends JobOptions {
  /** cosine of descriptors(), in (0, 1]; default 0.97: above it lie the same pictures saved anew, below it different ones that are alike */
  readonly atLeast?: number;
}

/** A training image, or a generated one, that looks like a test image: an accuracy measured with it is too good. */
export interface Leak {
  readonly id: string;
  readonly testId: string;
  /** cosine, in [-1, 1] */
  readonly similarity: number;
}

/** Images that look nearly the same. */
export interface Duplicates {
  /** ids of training images, original and generated, that are nearly the same, directly or through others; the largest set first */
  readonly sets: readonly (readonly string[])[];
  readonly leaks: readonly Leak[];
}

/** Cosine of descriptors() from which on two images look nearly the same. */
export const NEARLY_THE_SAME = 0.97;

/** Near-duplicates among the images that are trained on, and between them and the test images; rejected ones are left out. By looks (descriptors()), whatever the session's embedder. */
export async function findDuplicates(
  state: SessionState,
  control: JobControl,
  atLeast: number = NEARLY_THE_SAME,
): Promise<Duplicates> {
  const embedder = descriptors();
  await embedMissing(state, "train", control, embedder);
  await embedMissing(state, "test", control, embedder);
  const images = state.images.filter(({ feedback }) => feedback !== "rejected");
  const pairs = await similarPairs(vectorsOf(state, images, embedder).vectors, atLeast, { signal: control.signal() });
  const isTest = (row: number): boolean => images[row].split === "test";
  const between = pairs.filter(({ a, b }) => isTest(a) !== isTest(b));
  return {
    sets: joinPairs(pairs.filter(({ a, b }) => !isTest(a) && !isTest(b))).map((rows) => idsOf(images, rows)),
    leaks: between.map(({ a, b, similarity }) => {
      const [trained, tested] = isTest(a) ? [b, a] : [a, b];
      return { id: images[trained].id, testId: images[tested].id, similarity };
    }),
  };
}

function idsOf(images: readonly ImageRecord[], rows: readonly number[]): readonly string[] {
  return rows.map((row) => images[row].id);
}
