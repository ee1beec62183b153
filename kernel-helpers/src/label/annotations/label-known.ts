import { setImmediate } from "node:timers/promises";
import type { ImageRef, Labeler, LabelledImage, LabelOptions } from "../../types.js";

/** Images told between two turns of the event loop. */
const TOGETHER = 256;

/**
 * Tells what is known of images; those that nothing is known of are left to another labeler, or have a failure.
 * @param known by image id; an entry with a failure says why nothing is known
 * @returns one per image, in their order
 */
export async function labelKnown(
  images: readonly ImageRef[],
  known: ReadonlyMap<string, LabelledImage>,
  otherwise: Labeler | undefined,
  options: LabelOptions,
): Promise<readonly LabelledImage[]> {
  const { signal, onImage, onProgress, onAttempt } = options;
  const found = new Array<LabelledImage>(images.length);
  const others: number[] = [];
  let done = 0;
  for (const [index, { id }] of images.entries()) {
    if (index % TOGETHER === 0) await setImmediate(); // the kernel answers in between
    signal?.throwIfAborted();
    const one = known.get(id) ?? STRANGER;
    if (otherwise && one.failure !== undefined) {
      others.push(index);
      continue;
    }
    found[index] = one;
    onImage?.(index, one);
    onProgress?.(++done, images.length);
  }
  if (!otherwise || others.length === 0) return found;
  const more = await otherwise.label(
    others.map((index) => images[index]),
    {
      signal,
      onImage: (i, one) => onImage?.(others[i], one),
      onAttempt: (i, attempt) => onAttempt?.(others[i], attempt),
      onProgress: (count) => onProgress?.(done + count, images.length),
    },
  );
  others.forEach((index, i) => {
    found[index] = more[i];
  });
  return found;
}

const STRANGER: LabelledImage = {
  labels: [],
  failure:
    "This image is not among those that the annotation file was matched with; name a labeler for such images: annotationLabels(path, images, { otherwise: imageStatistics() }).",
};
