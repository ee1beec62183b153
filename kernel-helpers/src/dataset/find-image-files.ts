import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetImage, Problem } from "../types.js";
import { isIgnoredFile, isToolFolder, mayBePicture } from "./ignored-entries.js";
import { realPathInside } from "./inside-folder.js";
import { sortCodepoints } from "./sort-codepoints.js";
import { SPLITS } from "./split-names.js";

/** A file that may be an image of a class. */
export interface FoundFile {
  /** absolute */
  readonly path: string;
  /** from the root, with "/" on every system */
  readonly relativePath: string;
  readonly split: DatasetImage["split"];
  /** the name of the class folder it lies in */
  readonly folderName: string;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
}

/**
 * Lists the files of an image folder in code point order: class folders at the root, or inside train, test, val, ...
 * A root folder called "train" that holds images is a class (the railway kind), one that holds only folders is a split.
 * @param root a real path, free of links
 * @throws Error when the folder cannot be listed or holds no class folders
 */
export async function findImageFiles(root: string): Promise<FoundFiles> {
  const problems: Problem[] = [];
  const { folders, pictures } = await listFolder(root, root, problems);
  const splitFolders: string[] = [];
  for (const name of folders) if (await isSplit(root, name)) splitFolders.push(name);

  const files: FoundFile[] = [];
  if (splitFolders.length === 0) {
    files.push(...(await listClasses(root, "", folders, "train", problems)));
  } else {
    for (const name of folders.filter((folder) => !splitFolders.includes(folder))) {
      problems.push({
        path: join(root, name),
        reason: `lies beside ${splitFolders.join(", ")}; move it into one of them.`,
      });
    }
    for (const name of splitFolders) {
      const { folders: classFolders, pictures: loose } = await listFolder(root, join(root, name), problems);
      problems.push(...loose.map((file) => loosePicture(join(root, name, file))));
      files.push(...(await listClasses(root, `${name}/`, classFolders, SPLITS[name.toLowerCase()], problems)));
    }
  }
  if (files.length === 0) throw new Error(nothingFound(root, folders, pictures, problems));
  problems.push(...pictures.map((file) => loosePicture(join(root, file))));
  return { files, problems };
}

function nothingFound(
  root: string,
  folders: readonly string[],
  pictures: readonly string[],
  problems: readonly Problem[],
): string {
  const wanted =
    "put the images of each class into a folder named after the class, such as cat/1.jpg, or train/cat/1.jpg";
  const first = problems.length > 0 ? ` First problem: ${problems[0].path} ${problems[0].reason}` : "";
  if (folders.length > 0) return `loadImageFolder: no images in the folders of ${root}; ${wanted}.${first}`;
  if (pictures.length > 0) return `loadImageFolder: ${pictures.length} images lie in ${root} itself; ${wanted}.`;
  return `loadImageFolder: ${root} holds no class folders; ${wanted}.${first}`;
}

function loosePicture(path: string): Problem {
  return { path, reason: "lies outside the class folders; move it into the folder of its class." };
}

async function isSplit(root: string, name: string): Promise<boolean> {
  if (!Object.hasOwn(SPLITS, name.toLowerCase())) return false;
  const { folders, pictures } = await listFolder(root, join(root, name), []);
  return folders.length > 0 && pictures.length === 0;
}

async function listClasses(
  root: string,
  prefix: string,
  classFolders: readonly string[],
  split: DatasetImage["split"],
  problems: Problem[],
): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (const folderName of classFolders) {
    const folder = join(root, prefix, folderName);
    const { folders, pictures } = await listFolder(root, folder, problems);
    // a hidden folder counts as a class only when pictures prove it
    if (pictures.length === 0 && !folderName.startsWith(".")) {
      problems.push({ path: folder, reason: "holds no images; remove it or add some." });
    }
    for (const inner of folders) {
      problems.push({
        path: join(folder, inner),
        reason: "is a folder inside a class folder; move its images one level up.",
      });
    }
    for (const name of pictures) {
      files.push({ path: join(folder, name), relativePath: `${prefix}${folderName}/${name}`, split, folderName });
    }
  }
  return files;
}

interface Listing {
  readonly folders: readonly string[];
  readonly pictures: readonly string[];
}

/** What is in one folder, sorted; links are followed only to learn what they are and never out of the root. */
async function listFolder(root: string, folder: string, problems: Problem[]): Promise<Listing> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    problems.push({ path: folder, reason: `cannot be listed (${error.code}); give this user permission to read it.` });
    return [] as Dirent[];
  });
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const folders: string[] = [];
  const pictures: string[] = [];
  for (const name of sortCodepoints([...byName.keys()])) {
    const entry = byName.get(name)!;
    if (isToolFolder(name)) continue;
    if (entry.isDirectory()) folders.push(name);
    else if (await isFolderLink(root, join(folder, name), entry, problems)) continue;
    else if (!isIgnoredFile(name) && mayBePicture(name)) pictures.push(name);
  }
  return { folders, pictures };
}

/** Links to folders are never entered (circles, classes read twice, secrets outside); each becomes a problem. */
async function isFolderLink(root: string, path: string, entry: Dirent, problems: Problem[]): Promise<boolean> {
  if (!entry.isSymbolicLink()) return false;
  const target = await stat(path).catch(() => null);
  if (target === null || !target.isDirectory()) return false; // a file, or broken: reading it tells
  const reason = await realPathInside(root, path).then(
    () => "is a link to a folder of this dataset, which is read where it really lies; remove the link.",
    (error: Error) => error.message.replace("copy the file", "copy the images"),
  );
  problems.push({ path, reason });
  return true;
}
