import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SavedImage } from "../image-to-save.js";
import { boxLists } from "../metadata-line.js";
import { tableColumns } from "./table-columns.js";
import type { WriteContext } from "./write-context.js";

/**
 * <split>/metadata.jsonl beside the images, as Hugging Face's "imagefolder" reads it. Every line has the same keys, and lists of objects are JSON text,
 * because its reader demands the same types in every line of every split.
 */
export async function writeHuggingFace(
  root: string,
  saved: readonly SavedImage[],
  context: WriteContext,
): Promise<void> {
  const columns = tableColumns(saved);
  const hasBoxes = saved.some(({ boxes }) => boxes !== undefined);
  const lines = saved.map((image, i) => ({
    split: image.split,
    json: JSON.stringify({
      file_name: image.file.slice(image.file.indexOf("/") + 1),
      class_name: image.className,
      ...Object.fromEntries(columns.map(({ name, cells }) => [name, cells[i]])),
      ...(hasBoxes ? { objects: image.boxes === undefined ? null : boxLists(image.boxes) } : {}),
    }),
  }));
  for (const split of context.splits) {
    const content = lines.filter((line) => line.split === split).map(({ json }) => `${json}\n`);
    await writeFile(join(root, hubSplit(split), "metadata.jsonl"), content.join(""));
  }
}

/** The folder of a split on the Hub. */
export function hubSplit(split: SavedImage["split"]): string {
  return split === "val" ? "validation" : split;
}
