import { createHash } from "node:crypto";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { basename, join, posix } from "node:path";
import { EXTENSIONS, sniffFormat } from "../../images/sniff-format.js";
import type { Problem } from "../../types.js";
import type { ImageListing, ListedImage } from "../image-listing.js";
import { realPathInside } from "../inside-folder.js";
import { nameSome } from "../name-some.js";
import { readRecord } from "../read-record.js";
import { splitInName } from "../split-names.js";
import { openParquet, type ParquetTable } from "./parquet.js";
import { annotationFiles, type Source } from "./source.js";

/** Rows in memory at once. */
const ROWS_AT_ONCE = 64;

/**
 * Lists Parquet files that hold the images' bytes, as Hugging Face writes them: a column "image" of { bytes, path }, or of bytes, or any other name that holds such.
 * The bytes are written to the cache folder, each to a file named after its content, once.
 */
export async function listParquet(source: Source): Promise<ImageListing> {
  await mkdir(source.cache, { recursive: true });
  const root = await realPathInside(source.cache, source.cache).catch(() => source.cache);
  let images: readonly ListedImage[] = [];
  const problems: Problem[] = [];
  const notes: string[] = [];
  for (const path of annotationFiles(source, /\.parquet$/i)) {
    const full = join(source.root, path);
    try {
      const table = await openParquet(await realPathInside(source.root, full));
      const { listed, bad } = await unpack(table, path, root);
      images = images.concat(listed);
      problems.push(...nameSome(full, bad));
      notes.push(`${path}: ${table.rows} rows, ${listed.length} images, unpacked into ${root}`);
    } catch (error) {
      const detail = (error as Error).message.split("\n")[0].slice(0, 120);
      problems.push({ path: full, reason: `is no Parquet file, or cut off (${detail}); copy or download it again.` });
    }
  }
  return { format: "parquet", root, images, problems, notes };
}

async function unpack(
  table: ParquetTable,
  path: string,
  cache: string,
): Promise<{ listed: ListedImage[]; bad: string[] }> {
  const classNames = namesInMetadata(table.metadata.huggingface);
  const fromName = splitInName(basename(path)) ?? splitInName(posix.dirname(path)) ?? "train";
  const listed: ListedImage[] = [];
  const bad: string[] = [];
  for (let start = 0; start < table.rows; start += ROWS_AT_ONCE) {
    const rows = await table.read(start, Math.min(table.rows, start + ROWS_AT_ONCE));
    for (const [index, record] of rows.entries()) {
      const where = `row ${start + index + 1}`;
      const picture = pictureIn(record);
      if (picture === null) {
        bad.push(`${where}: holds no bytes of an image.`);
        continue;
      }
      const { [picture.column]: _, ...others } = record;
      const row = readRecord({ ...others, file_name: picture.name || where }, classNames);
      if (typeof row === "string") bad.push(`${where}: ${row}`);
      else {
        const relativePath = await writeOnce(cache, path, start + index, picture.bytes);
        const { className, caption, attributes, boxes } = row;
        listed.push({
          relativePath,
          split: row.split ?? fromName,
          className,
          caption,
          attributes,
          ...(boxes ? { boxes } : {}),
        });
      }
    }
  }
  return { listed, bad };
}

interface PictureCell {
  readonly column: string;
  readonly bytes: Uint8Array;
  readonly name: string;
}

function pictureIn(record: Readonly<Record<string, unknown>>): PictureCell | null {
  const columns = Object.keys(record).sort((a, b) => Number(b === "image") - Number(a === "image"));
  for (const column of columns) {
    const value = record[column];
    if (value instanceof Uint8Array && sniffFormat(value) !== null) return { column, bytes: value, name: "" };
    if (typeof value !== "object" || value === null) continue;
    const { bytes, path } = value as { readonly bytes?: unknown; readonly path?: unknown };
    if (bytes instanceof Uint8Array) return { column, bytes, name: typeof path === "string" ? path : "" };
  }
  return null;
}

/** Names that a ClassLabel stands for; none when the metadata says none. */
function namesInMetadata(json: string | undefined): readonly string[] {
  try {
    const features = JSON.parse(json ?? "{}")?.info?.features ?? {};
    for (const key of ["label", "labels", "class", "category"]) {
      const names: unknown = features[key]?.names;
      if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
    }
  } catch {
    return []; // metadata of another tool
  }
  return [];
}

/** The name tells the row, so that equal pictures in two rows stay two images, and the content, so that a changed table writes new files. */
async function writeOnce(cache: string, table: string, row: number, bytes: Uint8Array): Promise<string> {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const format = sniffFormat(bytes);
  const stem = createHash("sha256").update(table).digest("hex").slice(0, 8);
  const name = `${stem}-${String(row).padStart(7, "0")}-${hash}.${format === null ? "bin" : EXTENSIONS[format]}`;
  const path = join(cache, name);
  const found = await stat(path).catch(() => null);
  // one cut off by a full disk has another length
  if (found?.size !== bytes.length) await writeFile(path, bytes);
  return name;
}
