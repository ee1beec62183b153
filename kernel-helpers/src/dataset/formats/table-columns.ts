import type { SavedImage } from "../image-to-save.js";
import { boxLists } from "../metadata-line.js";

/** One column of a table of images, after those that every image has. */
export interface TableColumn {
  readonly name: string;
  /** null where an image has none; objects and lists as JSON text */
  readonly cells: readonly (string | number | null)[];
}

/** Columns that the table has of its own. */
const OWN = new Set(["image", "file_name", "split", "class_name", "label", "width", "height", "objects"]);

/** Everything in the images' metadata as columns, and "objects" (boxes, as JSON) where any image has boxes. */
export function tableColumns(saved: readonly SavedImage[]): TableColumn[] {
  const names = new Set(saved.flatMap(({ metadata }) => Object.keys(metadata ?? {})).filter((name) => !OWN.has(name)));
  const columns = [...names].map((name) => ({
    name,
    cells: saved.map(({ metadata }) => cell(Object.hasOwn(metadata ?? {}, name) ? metadata?.[name] : null)),
  }));
  return columns;
}

/** Boxes of each image as JSON; null where nobody drew any. */
export function boxCells(saved: readonly SavedImage[]): (string | null)[] {
  return saved.map(({ boxes }) => (boxes === undefined ? null : JSON.stringify(boxLists(boxes))));
}

function cell(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}
