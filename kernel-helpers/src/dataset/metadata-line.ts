import type { Box } from "../types.js";
import type { ImageToSave } from "./image-to-save.js";

/** Boxes as Hugging Face keeps them: x, y, width, height in pixels, and the class of each. */
export interface BoxLists {
  readonly bbox: readonly (readonly [number, number, number, number])[];
  readonly categories: readonly string[];
}

/** Boxes side by side, in lists. */
export function boxLists(boxes: readonly Box[]): BoxLists {
  return {
    bbox: boxes.map(({ x, y, width, height }) => [x, y, width, height]),
    categories: boxes.map(({ className }) => className),
  };
}

/** One image's line of metadata.jsonl or provenance.jsonl: what is known of it, its boxes, its file and its class. */
export function metadataLine({ className, metadata, boxes }: ImageToSave, file: string): string {
  const objects = boxes === undefined ? {} : { objects: boxLists(boxes) };
  return `${JSON.stringify({ ...metadata, ...objects, file_name: file, class_name: className })}\n`;
}
