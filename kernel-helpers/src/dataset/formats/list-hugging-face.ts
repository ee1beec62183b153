import { join } from "node:path";
import type { Problem } from "../../types.js";
import type { ImageListing, ListedImage } from "../image-listing.js";
import { nameSome } from "../name-some.js";
import { readMetadata } from "../read-metadata.js";
import { readTextFile } from "../read-text-file.js";
import { csvRows } from "./csv-rows.js";
import { readRows } from "./list-csv.js";
import { listRows } from "./list-rows.js";
import { annotationFiles, type Source } from "./source.js";

export const METADATA_FILE: RegExp = /(^|\/)metadata\.(jsonl|csv)$/;

/** Lists a Hugging Face "imagefolder" with metadata.jsonl or metadata.csv at the root or in each split's folder; names are relative to the file's folder. */
export async function listHuggingFace(source: Source): Promise<ImageListing> {
  const { root } = source;
  const images = new Map<string, ListedImage>();
  const problems: Problem[] = [];
  const notes: string[] = [];
  for (const path of annotationFiles(source, METADATA_FILE)) {
    const { rows, problems: bad } = path.endsWith(".jsonl")
      ? await readJsonLines(root, path)
      : await readTable(root, path);
    const listed = listRows(source, path, rows);
    for (const image of listed.images) if (!images.has(image.relativePath)) images.set(image.relativePath, image);
    problems.push(...bad, ...nameSome(join(root, path), listed.bad));
    notes.push(`${path}: ${rows.length} lines, ${listed.images.length} images`);
  }
  return { format: "hf", root, images: [...images.values()], problems, notes };
}

interface MetadataRows extends Pick<ReturnType<typeof readRows>, "rows"> {
  readonly problems: readonly Problem[];
}

async function readJsonLines(root: string, path: string): Promise<MetadataRows> {
  const { byFile, problems } = await readMetadata(root, path);
  return { rows: [...byFile.values()], problems };
}

async function readTable(root: string, path: string): Promise<MetadataRows> {
  try {
    const { rows, bad } = readRows(csvRows(await readTextFile(root, join(root, path))), 2);
    return { rows, problems: nameSome(join(root, path), bad) };
  } catch (error) {
    return { rows: [], problems: [{ path: join(root, path), reason: (error as Error).message }] };
  }
}
