import { join } from "node:path";
import type { Problem } from "../../types.js";
import type { ImageListing, ListedImage } from "../image-listing.js";
import { nameSome } from "../name-some.js";
import { FILE_KEYS, type ImageRow, readRecord } from "../read-record.js";
import { readTextFile } from "../read-text-file.js";
import { csvRows } from "./csv-rows.js";
import { listRows } from "./list-rows.js";
import { annotationFiles, type Source } from "./source.js";

/** True for a table whose header names a column of files. */
export function isImageTable(content: string): boolean {
  const header = content
    .slice(0, content.search(/\r|\n|$/))
    .toLowerCase()
    .replaceAll('"', "")
    .split(/[,;\t]/);
  return header.some((name) => (FILE_KEYS as readonly string[]).includes(name.trim()));
}

/** Lists the images that tables (.csv, .tsv) name, one a row, or one box a row with xmin, ymin, xmax, ymax. */
export async function listCsv(source: Source): Promise<ImageListing> {
  const images = new Map<string, ListedImage>();
  const problems: Problem[] = [];
  const notes: string[] = [];
  for (const path of annotationFiles(source, /\.[ct]sv$/i)) {
    const full = join(source.root, path);
    try {
      const content = await readTextFile(source.root, full);
      if (!isImageTable(content)) continue;
      const { rows, bad } = readRows(csvRows(content), 2);
      const listed = listRows(source, path, rows);
      for (const image of listed.images) if (!images.has(image.relativePath)) images.set(image.relativePath, image);
      problems.push(...nameSome(full, bad), ...nameSome(full, listed.bad));
      notes.push(`${path}: ${rows.length} rows, ${listed.images.length} images`);
    } catch (error) {
      problems.push({ path: full, reason: (error as Error).message });
    }
  }
  return { format: "csv", root: source.root, images: [...images.values()], problems, notes };
}

/** Understands rows one by one. @param first the number of the first row, for messages */
export function readRows(
  records: readonly Readonly<Record<string, unknown>>[],
  first: number,
  classNames: readonly string[] = [],
): { readonly rows: readonly ImageRow[]; readonly bad: readonly string[] } {
  const rows: ImageRow[] = [];
  const bad: string[] = [];
  for (const [index, record] of records.entries()) {
    const row = readRecord(record, classNames);
    if (typeof row === "string") bad.push(`row ${index + first}: ${row}`);
    else rows.push(row);
  }
  return { rows, bad };
}
