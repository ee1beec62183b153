import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { mapBounded } from "../images/map-bounded.js";
import type { DatasetImage, ImageRef, Labeler, LabelledImage, LabelOptions } from "../types.js";
import { STOP_LABELS } from "./caption-lexicon.js";
import { type NounsOfOptions, nounsOf } from "./nouns-of.js";

/** The captions a dataset came with; a Dataset is one. */
export interface CaptionedImages {
  readonly name: string;
  readonly images: readonly Pick<DatasetImage, "id" | "caption">[];
}

export interface CaptionLabelsOptions extends NounsOfOptions {
  /** Labels the images without a caption, generated ones above all. Default: nobody does, and each has a failure that says so. */
  readonly otherwise?: Labeler;
}

/**
 * A labeler that needs no model: it takes the nouns of the captions that the images came with (nounsOf). Generated images have none: their
 * prompt says what was asked for, not what is there, so it is never read; name another labeler for them with `otherwise`, or they stay
 * without labels. The labeler's name tells the captions and options apart, so that a session reads again what was changed.
 * @throws Error when no image has a caption
 */
export function captionLabels(dataset: CaptionedImages, options: CaptionLabelsOptions = {}): Labeler {
  const { otherwise, ...how } = options;
  const captions = new Map(dataset.images.flatMap(({ id, caption }) => (caption?.trim() ? [[id, caption]] : [])));
  if (captions.size === 0) {
    throw new Error(
      `captionLabels: none of the ${dataset.images.length} images of "${dataset.name}" has a caption; give captions in metadata.jsonl beside the images, or use another labeler, such as imageStatistics().`,
    );
  }
  const name = `caption ${how.adjectives ? "words" : "nouns"} ${digest(captions, how)}`;
  return {
    name: otherwise ? `${name}, otherwise ${otherwise.name}` : name,
    ...(otherwise?.expected ? { expected: otherwise.expected } : {}), // at most: images with a caption take nothing
    label: (images, given = {}) => labelImages(images, captions, how, otherwise, given),
  };
}

function digest(
  captions: ReadonlyMap<string, string>,
  { adjectives = false, stopLabels = STOP_LABELS }: NounsOfOptions,
): string {
  const all = JSON.stringify([[...captions].sort(), adjectives, [...stopLabels].sort()]);
  return createHash("sha256").update(all).digest("hex").slice(0, 8);
}

async function labelImages(
  images: readonly ImageRef[],
  captions: ReadonlyMap<string, string>,
  how: NounsOfOptions,
  otherwise: Labeler | undefined,
  options: LabelOptions,
): Promise<readonly LabelledImage[]> {
  const places = images.map((_, index) => index);
  const isOther = (index: number): boolean => otherwise !== undefined && !captions.has(images[index].id);
  const [own, others] = [places.filter((index) => !isOther(index)), places.filter(isOther)];
  const read = await mapBounded(
    own,
    1,
    async (index, i) => {
      if (i % 32 === 0) await setImmediate(); // the kernel answers between captions
      const found = fromCaption(captions.get(images[index].id), how);
      options.onImage?.(index, found);
      return found;
    },
    { signal: options.signal, onProgress: (done) => options.onProgress?.(done, images.length) },
  );
  const more = otherwise && others.length > 0 ? await labelOthers(otherwise, images, others, options) : [];
  const found = [...read, ...more];
  const answerOf = new Map([...own, ...others].map((place, i) => [place, found[i]]));
  return places.map((place) => answerOf.get(place)!);
}

/** @param others places in images, the last that are labelled */
async function labelOthers(
  otherwise: Labeler,
  images: readonly ImageRef[],
  others: readonly number[],
  { signal, onProgress, onImage, onAttempt }: LabelOptions,
): Promise<readonly LabelledImage[]> {
  const chosen = others.map((index) => images[index]);
  return otherwise.label(chosen, {
    signal,
    onProgress: (done) => onProgress?.(images.length - others.length + done, images.length),
    onImage: (i, found) => onImage?.(others[i], found),
    onAttempt: (i, attempt) => onAttempt?.(others[i], attempt),
  });
}

function fromCaption(caption: string | undefined, how: NounsOfOptions): LabelledImage {
  if (caption === undefined) {
    return {
      labels: [],
      failure:
        "This image has no caption; name a labeler for such images: captionLabels(dataset, { otherwise: imageStatistics() }).",
    };
  }
  const labels = nounsOf(caption, how);
  if (labels.length > 0) return { labels, caption };
  return { labels, caption, failure: "Its caption has no noun that could be a label; captions are read as English." };
}
