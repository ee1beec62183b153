import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { ImageRef, Labeler, LabelledImage } from "../types.js";
import type { Annotation } from "./annotations/annotation.js";
import { labelKnown } from "./annotations/label-known.js";
import { matchImages } from "./annotations/match-images.js";
import { readAnnotations } from "./annotations/read-annotations.js";
import { nounsOf } from "./nouns-of.js";
import { threeOf } from "./three-of.js";
import { cleanCaption } from "./vision/clean-caption.js";

export interface AnnotationLabelsOptions {
  /** What parts labels within one text; left out: ";", "|", "," and line ends. */
  readonly separator?: string;
  /** Labels the images without an entry, generated ones above all. Left out: each has a failure that says why. */
  readonly otherwise?: Labeler;
}

/** A labeler that knows its images. */
export interface AnnotationLabeler extends Labeler {
  /** how many of the images have an entry in the file */
  readonly matched: number;
  readonly unmatched: {
    /** images without an entry, and why, by id */
    readonly images: ReadonlyMap<string, string>;
    /** entries without an image: their files, in one spelling */
    readonly files: readonly string[];
  };
}

/**
 * Labels from a file that the user has: CSV or TSV with columns for file and labels, JSON ({ file: labels }, a list of { file, labels | label |
 * caption }, COCO instances), or JSON Lines (metadata.jsonl). Where an entry has a caption and no labels, its nouns are taken.
 * Entries belong to images by path from the dataset's folder, by the end of the path, or by a name that is there once; paths are compared
 * only, never opened. The labeler's name tells contents apart.
 * @param images all of the dataset, so that a name that is there twice is seen
 * @throws Error that names the file and the row, line or entry that cannot be read; or three examples of both sides when nothing matches
 */
export async function annotationLabels(
  path: string,
  images: readonly ImageRef[],
  options: AnnotationLabelsOptions = {},
): Promise<AnnotationLabeler> {
  const { separator, otherwise } = options;
  if (separator === "") throw new RangeError('annotationLabels: the separator is ""; give a sign such as ";".');
  const annotations = await readAnnotations(path, separator);
  const { found, missing, unused } = matchImages(images, annotations);
  if (found.size === 0) {
    throw new Error(
      `annotationLabels: none of the ${annotations.length} files in ${path} is among the ${images.length} images, or each is ambiguous; it has ${threeOf(annotations.map(({ file }) => file))}, the images ${threeOf(images.map(({ id }) => id))}.`,
    );
  }
  const known = new Map<string, LabelledImage>();
  for (const [id, failure] of missing) known.set(id, { labels: [], failure });
  for (const [id, annotation] of found) {
    if (known.size % 32 === 0) await setImmediate(); // the kernel answers between captions
    known.set(id, fromAnnotation(annotation));
  }
  const name = `annotations-${digest(found, known)}`;
  return {
    name: otherwise ? `${name}, otherwise ${otherwise.name}` : name,
    ...(otherwise?.expected ? { expected: otherwise.expected } : {}),
    matched: found.size,
    unmatched: { images: missing, files: unused },
    label: (asked, given = {}) => labelKnown(asked, known, otherwise, given),
  };
}

function fromAnnotation({ labels, caption: text }: Annotation): LabelledImage {
  const caption = text === null ? "" : cleanCaption(text);
  if (caption === "") return { labels };
  if (labels.length > 0) return { labels, caption };
  const nouns = nounsOf(caption);
  if (nouns.length > 0) return { labels: nouns, caption };
  return { labels, caption, failure: "Its caption has no noun that could be a label; captions are read as English." };
}

/** What is said of which image: the file may lie elsewhere or be written otherwise. */
function digest(found: ReadonlyMap<string, Annotation>, known: ReadonlyMap<string, LabelledImage>): string {
  const told = [...found.keys()].sort().map((id) => [id, known.get(id)?.labels, known.get(id)?.caption]);
  return createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 12);
}
