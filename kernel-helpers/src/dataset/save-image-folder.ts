import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CallOptions } from "../types.js";
import { copyImages } from "./copy-images.js";
import type { ImageToSave, SavedImage } from "./image-to-save.js";
import { metadataLine } from "./metadata-line.js";
import { replaceFolder } from "./replace-folder.js";

export interface SavedImageFolder {
  /** absolute */
  readonly directory: string;
  /** from the directory, with "/"; files[i] is images[i] */
  readonly files: readonly string[];
}

/**
 * Writes images as <split>/<class>/<file> with metadata.jsonl at the root: read back by loadImageFolder, by Hugging Face "imagefolder",
 * and, split by split, by torchvision's ImageFolder. Class names that no folder can carry are kept in metadata.jsonl ("class_name").
 * All or nothing: a failure or an abort leaves what was there before. A folder this function wrote earlier is replaced; any other that holds
 * something is refused.
 * @throws Error when the folder is not ours, an image cannot be read, or its format is not one that loadImageFolder reads
 */
export async function saveImageFolder(
  directory: string,
  images: readonly ImageToSave[],
  options: CallOptions = {},
): Promise<SavedImageFolder> {
  if (images.length === 0) throw new Error("saveImageFolder: no images; give at least one.");
  const { directory: target, result } = await replaceFolder(directory, "saveImageFolder", async (folder) => {
    const saved = await copyImages(folder, images, classFolders, "saveImageFolder", options);
    await writeMetadata(folder, saved);
    return saved.map(({ file }) => file);
  });
  return { directory: target, files: result };
}

/** <split>/<class> */
export function classFolders(split: SavedImage["split"], classFolder: string): string {
  return `${split}/${classFolder}`;
}

/** metadata.jsonl at the root, a line for each image. */
export async function writeMetadata(
  root: string,
  saved: readonly SavedImage[],
  name: string = "metadata.jsonl",
): Promise<void> {
  await writeFile(join(root, name), saved.map((image) => metadataLine(image, image.file)).join(""));
}
