import { z } from "zod";
import { cleanLabel } from "../clean-label.js";
import type { Annotation } from "./annotation.js";
import { issueText } from "./record.js";

const id = z.union([z.number(), z.string()]);
const schema = z.object({
  images: z.array(z.object({ id, file_name: z.string().min(1) })),
  categories: z.array(z.object({ id, name: z.string() })).default([]),
  annotations: z
    .array(z.object({ image_id: id, category_id: id.optional(), caption: z.string().optional() }))
    .default([]),
});

/** Does it look like COCO: images that are objects, with annotations or categories? */
export function isCoco(value: object): boolean {
  const { images, annotations, categories } = value as Record<string, unknown>;
  return Array.isArray(images) && (Array.isArray(annotations) || Array.isArray(categories));
}

/**
 * Reads COCO's instances (or captions): the labels of an image are the categories of its boxes, the most frequent first; none where it has no
 * box.
 * @throws Error naming the entry
 */
export function readCoco(value: unknown): Annotation[] {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Error(`as COCO, ${issueText(parsed.error)}`);
  const { images, categories, annotations } = parsed.data;
  const names = new Map(categories.map((category) => [category.id, cleanLabel(category.name)]));
  const counts = new Map(images.map((image) => [image.id, new Map<string, number>()]));
  const captions = new Map<number | string, string>();
  annotations.forEach(({ image_id: image, category_id: category, caption }, index) => {
    const boxes = counts.get(image);
    if (!boxes) throw new Error(`as COCO, annotation ${index + 1} is of image ${image}, which is not in its images.`);
    if (category === undefined) {
      if (caption === undefined) throw new Error(`as COCO, annotation ${index + 1} has no category_id.`);
      if (!captions.has(image)) captions.set(image, caption);
      return;
    }
    const label = names.get(category);
    if (label === undefined) {
      throw new Error(`as COCO, annotation ${index + 1} is of category ${category}, which is not in its categories.`);
    }
    if (label !== null) boxes.set(label, (boxes.get(label) ?? 0) + 1);
  });
  return images.map((image) => ({
    file: image.file_name,
    labels: byCount(counts.get(image.id) ?? new Map()),
    caption: captions.get(image.id) ?? null,
  }));
}

/** Equal counts keep their order. */
function byCount(boxes: ReadonlyMap<string, number>): string[] {
  return [...boxes].sort(([, a], [, b]) => b - a).map(([label]) => label);
}
