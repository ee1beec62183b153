import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { mapBounded } from "../images/map-bounded.js";
import { readImageHeader } from "../images/sharp.js";
import { describeBytes, EXTENSIONS, sniffFormat } from "../images/sniff-format.js";
import type { CallOptions } from "../types.js";
import type { ImageToSave, SavedImage } from "./image-to-save.js";
import { distinctNames } from "./safe-names.js";

/**
 * Copies images into folders of a new set, each under a name that is safe and no other image there has.
 * @param folderOf the folder of an image, from the root: made of safe names; classFolder is the class's
 * @param caller for messages
 * @throws Error when an image cannot be read, or its format is not one that is read here
 */
export async function copyImages(
  root: string,
  images: readonly ImageToSave[],
  folderOf: (split: SavedImage["split"], classFolder: string) => string,
  caller: string,
  options: CallOptions = {},
): Promise<SavedImage[]> {
  const places = placeImages(images, folderOf);
  for (const folder of new Set(places.map(({ folder }) => folder)))
    await mkdir(join(root, folder), { recursive: true });
  return mapBounded(
    images,
    8,
    async (image, i) => {
      const { bytes, extension, width, height } = await readToSave(image.path, caller);
      const file = `${places[i].folder}/${places[i].stem}.${extension}`;
      await writeFile(join(root, file), bytes, { flag: "wx" });
      return { ...image, split: image.split ?? "train", file, width, height };
    },
    options,
  );
}

/** An image's bytes, proven to be an image. @throws Error naming it */
export async function readToSave(
  path: string,
  caller: string,
): Promise<{
  readonly bytes: Uint8Array;
  readonly extension: string;
  readonly width: number;
  readonly height: number;
}> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${caller}: ${path} cannot be read (${error.code}); nothing was written.`, { cause: error });
  });
  const format = sniffFormat(bytes);
  if (format === null)
    throw new Error(`${caller}: ${path} is not an image: ${describeBytes(bytes)}; nothing was written.`);
  const { width, height } = await readImageHeader(bytes).catch((cause: Error) => {
    throw new Error(`${caller}: ${path} is damaged (${cause.message.split("\n")[0]}); nothing was written.`, { cause });
  });
  return { bytes, extension: EXTENSIONS[format], width, height };
}

/** A folder for every image, and a file name without extension that no other image there has. */
function placeImages(
  images: readonly ImageToSave[],
  folderOf: (split: SavedImage["split"], classFolder: string) => string,
): { readonly folder: string; readonly stem: string }[] {
  const classes = [...new Set(images.map((image) => image.className))];
  const nameOf = new Map(distinctNames(classes).map((name, i) => [classes[i], name]));
  const byFolder = new Map<string, number[]>();
  for (const [i, { className, split = "train" }] of images.entries()) {
    const folder = folderOf(split, nameOf.get(className)!);
    const members = byFolder.get(folder);
    if (members) members.push(i);
    else byFolder.set(folder, [i]);
  }
  const out: { folder: string; stem: string }[] = new Array(images.length);
  for (const [folder, members] of byFolder) {
    const names = distinctNames(members.map((i) => stemOf(images[i])));
    for (const [k, i] of members.entries()) out[i] = { folder, stem: names[k] };
  }
  return out;
}

/** A file's name without its extension. */
export function stemOf({ path, fileName = basename(path) }: ImageToSave): string {
  return fileName.slice(0, fileName.length - extname(fileName).length);
}
