import { z } from "zod";
import type { Box } from "../../types.js";

/** One image of a COCO file with all that is said of it. */
export interface CocoImage {
  readonly file: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly boxes: readonly Box[];
}

export interface CocoFile {
  readonly images: readonly CocoImage[];
  /** in words, one for each entry that was left out */
  readonly bad: readonly string[];
  /** boxes around crowds, which are no box around one thing */
  readonly crowds: number;
  /** outlines and key points, of which only the box is kept */
  readonly outlines: number;
}

interface ImageEntry {
  readonly id: number | string;
  readonly file_name: string;
  readonly width?: number | null;
  readonly height?: number | null;
}

/** An id of an image or a category. */
export const cocoId: z.ZodType<number | string> = z.union([z.number(), z.string().max(200)]);
const size = z.number().positive().max(1e6).nullish();
const imageShape = z.looseObject({ id: cocoId, file_name: z.string().min(1).max(4096), width: size, height: size });
const categoryShape = z.looseObject({ id: cocoId, name: z.string().max(1000) });
const finite = z.number();
const annotationShape = z.looseObject({
  image_id: cocoId,
  category_id: cocoId,
  bbox: z.tuple([finite, finite, finite, finite]),
  iscrowd: z.union([z.number(), z.boolean()]).nullish(),
});

/** True for what has the three lists of COCO's instances. */
export function isCocoFile(value: unknown): value is Record<"images" | "annotations" | "categories", unknown[]> {
  return hasLists(value, ["images", "annotations", "categories"]);
}

/** True for an object that has a list under each of these names. */
export function hasLists<Name extends string>(
  value: unknown,
  names: readonly Name[],
): value is Record<Name, unknown[]> {
  return typeof value === "object" && value !== null && names.every((name) => Array.isArray(Reflect.get(value, name)));
}

/**
 * Understands COCO instances, entry by entry: a bad one is named, the others count.
 * @returns null for other JSON
 * @throws Error whose message completes "<path> ...", when it is no JSON
 */
export function readCocoFile(content: string): CocoFile | null {
  const value = parseJson(content);
  if (!isCocoFile(value)) return null;
  const bad: string[] = [];
  const names = new Map<string, string>();
  for (const category of acceptEntries(value.categories, categoryShape, "category", bad))
    names.set(String(category.id), category.name);
  const images = acceptImages(value.images, bad);
  const boxesOf = new Map<string, Box[]>(images.map(({ id }) => [String(id), []]));
  let [crowds, outlines] = [0, 0];
  for (const { bbox, iscrowd, ...annotation } of acceptEntries(value.annotations, annotationShape, "annotation", bad)) {
    const boxes = boxesOf.get(String(annotation.image_id));
    const className = names.get(String(annotation.category_id));
    if (boxes === undefined)
      bad.push(`an annotation is of image ${JSON.stringify(annotation.image_id)}, which is not there.`);
    else if (className === undefined)
      bad.push(`an annotation is of category ${JSON.stringify(annotation.category_id)}, which is not there.`);
    else if (iscrowd) crowds += 1;
    else {
      if (hasOutline(annotation)) outlines += 1;
      const [x, y, width, height] = bbox;
      boxes.push({ className, x, y, width, height });
    }
  }
  return {
    images: images.map((image) => ({
      file: image.file_name,
      width: image.width ?? null,
      height: image.height ?? null,
      boxes: boxesOf.get(String(image.id))!,
    })),
    bad,
    crowds,
    outlines,
  };
}

/** @throws Error whose message completes "<path> ..." */
export function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new Error(`is not JSON, or cut off (${(cause as Error).message.slice(0, 80)}).`, { cause });
  }
}

/** The images of a COCO file, each id once. @param bad grows by a line for each that was left out */
export function acceptImages(list: readonly unknown[], bad: string[]): ImageEntry[] {
  const known = new Set<string>();
  return acceptEntries(list, imageShape, "image", bad).filter(({ id }, index) => {
    const isNew = !known.has(String(id));
    if (isNew) known.add(String(id));
    else bad.push(`image ${index + 1}: id ${JSON.stringify(id)} is there already; the first counts.`);
    return isNew;
  });
}

/** Entries of this shape. @param bad grows by a line for each that is not */
export function acceptEntries<Entry>(
  list: readonly unknown[],
  shape: z.ZodType<Entry>,
  kind: string,
  bad: string[],
): Entry[] {
  const good: Entry[] = [];
  for (const [index, value] of list.entries()) {
    const parsed = shape.safeParse(value);
    if (parsed.success) good.push(parsed.data);
    else {
      const { path, message } = parsed.error.issues[0];
      bad.push(`${kind} ${index + 1}: "${path.map(String).join(".").slice(0, 80)}": ${message}.`);
    }
  }
  return good;
}

function hasOutline({ segmentation, keypoints }: Readonly<Record<string, unknown>>): boolean {
  return [segmentation, keypoints].some((value) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
}
