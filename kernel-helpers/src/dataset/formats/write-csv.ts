import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SavedImage } from "../image-to-save.js";
import { formatCsv } from "./csv-rows.js";
import { boxCells, tableColumns } from "./table-columns.js";

/** images.csv, a row an image with its file, split, class, size and all that is known of it; lists and boxes as JSON in their cells. */
export async function writeCsv(root: string, saved: readonly SavedImage[]): Promise<void> {
  const columns = tableColumns(saved);
  const boxes = boxCells(saved);
  const hasBoxes = boxes.some((cell) => cell !== null);
  const header = [
    "file_name",
    "split",
    "class_name",
    "width",
    "height",
    ...columns.map(({ name }) => name),
    ...(hasBoxes ? ["objects"] : []),
  ];
  const rows = saved.map((image, i) => [
    ...[image.file, image.split, image.className, String(image.width), String(image.height)],
    ...columns.map(({ cells }) => (cells[i] === null ? "" : String(cells[i]))),
    ...(hasBoxes ? [boxes[i] ?? ""] : []),
  ]);
  await writeFile(join(root, "images.csv"), formatCsv(header, rows));
}
