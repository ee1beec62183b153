import { posix } from "node:path";
import type { Box } from "../../types.js";
import type { ListedImage } from "../image-listing.js";
import { quoteName } from "../name-some.js";
import type { ImageRow } from "../read-record.js";
import { splitInName } from "../split-names.js";
import type { Source } from "./source.js";

export interface ListedRows {
  readonly images: readonly ListedImage[];
  /** in words, a line each */
  readonly bad: readonly string[];
}

/**
 * Finds the image of every row. Several rows of one image are one image with several boxes; its class is the row's, else the boxes decide, else the folder's name.
 * @param table the file the rows come from, from the root: names are relative to its folder, and it may be named after a split
 */
export function listRows({ finder }: Source, table: string, rows: Iterable<ImageRow>): ListedRows {
  const images = new Map<string, ListedImage>();
  const bad: string[] = [];
  const folder = posix.dirname(table) === "." ? "" : posix.dirname(table);
  for (const row of rows) {
    const path = finder.find(row.file, [folder, posix.join(folder, "images"), ""]);
    if (path === null) bad.push(`names ${quoteName(row.file)}, which is not in the folder, or there several times.`);
    else {
      const known = images.get(path);
      if (known?.boxes && row.boxes) for (const box of row.boxes) (known.boxes as Box[]).push(box);
      else if (known) bad.push(`has ${quoteName(row.file)} twice; the first counts.`);
      else images.set(path, listed(path, table, row));
    }
  }
  return { images: [...images.values()], bad };
}

function listed(relativePath: string, table: string, row: ImageRow): ListedImage {
  const split = row.split ?? splitInName(posix.dirname(relativePath)) ?? splitInName(posix.basename(table)) ?? "train";
  const { caption, attributes, boxes } = row;
  const className = row.className ?? (boxes?.length ? null : folderName(relativePath));
  return { relativePath, split, className, caption, attributes, ...(boxes ? { boxes: [...boxes] } : {}) };
}

/** The class folder of a picture; null where it lies in a folder that is named after a split or after nothing. */
function folderName(path: string): string | null {
  const name = posix.basename(posix.dirname(path));
  return name === "." || /^(images?|data|files|train|test|val|valid|validation)$/i.test(name) ? null : name;
}
