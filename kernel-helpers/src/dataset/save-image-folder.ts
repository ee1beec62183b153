import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { z } from "zod";
import { mapBounded } from "../images/map-bounded.js";
import { describeBytes, EXTENSIONS, sniffFormat } from "../images/sniff-format.js";
import type { CallOptions, DatasetImage } from "../types.js";
import { isToolFile } from "./ignored-entries.js";
import { distinctNames } from "./safe-names.js";

/** An image on its way into a folder. */
export interface ImageToSave {
  /** the file to copy; its bytes stay as they are */
  readonly path: string;
  readonly className: string;
  /** default "train" */
  readonly split?: DatasetImage["split"];
  /** default: the name of the file at path; its extension is set by the format */
  readonly fileName?: string;
  /** more keys for the image's line in metadata.jsonl: caption, attributes, and any others (prompt, seed, ...) */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export interface SavedImageFolder {
  /** absolute */
  readonly directory: string;
  /** from the directory, with "/"; files[i] is images[i] */
  readonly files: readonly string[];
}

/** Tells our folders from others', and which files in them are ours to replace. */
const MARKER = ".datacrafter-folder.json";
const marker = z.object({ format: z.literal("datacrafter-imagefolder-1"), files: z.array(z.string()) });

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
  const target = await findTarget(resolve(directory));
  await refuseForeign(target);
  const partial = join(dirname(target), `.${basename(target)}.partial-${randomUUID()}`);
  try {
    const files = await writeImages(partial, images, options);
    await writeFile(join(partial, "metadata.jsonl"), images.map((image, i) => metadataLine(image, files[i])).join(""));
    await writeFile(
      join(partial, MARKER),
      JSON.stringify({ format: "datacrafter-imagefolder-1", files: [...files, "metadata.jsonl"] }),
    );
    await refuseForeign(target); // it may have filled up meanwhile
    await swapIn(partial, target);
    return { directory: target, files };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** The folder to write, free of links, its parent made where it was missing. */
async function findTarget(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
}

/** @throws Error when the folder holds anything that saveImageFolder did not write */
async function refuseForeign(target: string): Promise<void> {
  const found = await stat(target).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) throw new Error(`saveImageFolder: ${target} is a file; choose another name.`);
  const inside = (await readdir(target, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory() && !isToolFile(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(target.length + 1)
        .replaceAll("\\", "/"),
    );
  if (inside.length === 0) return;
  const written = new Set([MARKER, ...(await readMarker(target))]);
  const foreign = inside.filter((file) => !written.has(file));
  if (foreign.length === 0) return;
  throw new Error(
    `saveImageFolder: ${target} holds ${foreign.length} files that DataCrafter did not write, such as ${JSON.stringify(foreign[0])}; choose an empty folder or move them away.`,
  );
}

async function readMarker(target: string): Promise<readonly string[]> {
  try {
    return marker.parse(JSON.parse(await readFile(join(target, MARKER), "utf8"))).files;
  } catch {
    return []; // no marker, or not ours: every file counts as foreign
  }
}

async function writeImages(root: string, images: readonly ImageToSave[], options: CallOptions): Promise<string[]> {
  const places = placeImages(images);
  for (const folder of new Set(places.map(({ folder }) => folder)))
    await mkdir(join(root, folder), { recursive: true });
  return mapBounded(
    images,
    8,
    async ({ path }, i) => {
      const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        throw new Error(`saveImageFolder: ${path} cannot be read (${error.code}); nothing was written.`, {
          cause: error,
        });
      });
      const format = sniffFormat(bytes);
      if (format === null)
        throw new Error(`saveImageFolder: ${path} is not an image: ${describeBytes(bytes)}; nothing was written.`);
      const file = `${places[i].folder}/${places[i].stem}.${EXTENSIONS[format]}`;
      await writeFile(join(root, file), bytes, { flag: "wx" });
      return file;
    },
    options,
  );
}

/** A folder for every image, and a file name without extension that no other image there has. */
function placeImages(images: readonly ImageToSave[]): { readonly folder: string; readonly stem: string }[] {
  const classes = [...new Set(images.map((image) => image.className))];
  const folderOf = new Map(distinctNames(classes).map((name, i) => [classes[i], name]));
  const folders = images.map(
    ({ className, split }) => `${split === "test" ? "test" : "train"}/${folderOf.get(className)}`,
  );
  const stems = images.map(({ path, fileName }) => {
    const name = fileName ?? basename(path);
    return name.slice(0, name.length - extname(name).length);
  });
  const out: { folder: string; stem: string }[] = new Array(images.length);
  for (const folder of new Set(folders)) {
    const members = folders.flatMap((other, i) => (other === folder ? [i] : []));
    const names = distinctNames(members.map((i) => stems[i]));
    for (const [k, i] of members.entries()) out[i] = { folder, stem: names[k] };
  }
  return out;
}

function metadataLine({ className, metadata }: ImageToSave, file: string): string {
  return `${JSON.stringify({ ...metadata, file_name: file, class_name: className })}\n`;
}

/** Puts the finished folder in the target's place; the old one goes away only when the new one stands. */
async function swapIn(partial: string, target: string): Promise<void> {
  const old = `${partial}-old`;
  const hadOld = await rename(target, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw new Error(`saveImageFolder: ${target} cannot be replaced (${error.code}).`, { cause: error });
    },
  );
  try {
    await rename(partial, target);
  } catch (error) {
    if (hadOld) await rename(old, target);
    throw error;
  }
  if (hadOld) await rm(old, { recursive: true, force: true });
}
