import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Problem } from "../types.js";
import { isIgnoredFile, isToolFolder } from "./ignored-entries.js";
import { sortCodepoints } from "./sort-codepoints.js";

/** The files of a folder and all folders in it. */
export interface FileList {
  /** from the root, with "/", in code point order */
  readonly paths: readonly string[];
  readonly problems: readonly Problem[];
}

/** More folders inside one another than any dataset has. */
const DEEPEST = 32;
const MOST_FILES = 5_000_000;

/**
 * Lists every file once. What annotations name is looked up in this list and nowhere else, so that no name can lead out of the folder.
 * Links to folders are not entered; hidden files and those of tools are passed over.
 * @param root a real path, free of links
 * @throws Error when the root cannot be listed, or holds more than five million files
 */
export async function listFiles(root: string): Promise<FileList> {
  const paths: string[] = [];
  const problems: Problem[] = [];
  const waiting: { readonly folder: string; readonly depth: number }[] = [{ folder: "", depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, depth } = next;
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (folder === "")
        throw new Error(`${root} cannot be listed (${error.code}); give this user permission to read it.`);
      const reason = `cannot be listed (${error.code}); give this user permission to read it.`;
      problems.push({ path: join(root, folder), reason });
      return [];
    });
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!isToolFolder(entry.name) && depth < DEEPEST) waiting.push({ folder: path, depth: depth + 1 });
      } else if (!isIgnoredFile(entry.name)) paths.push(path);
    }
    if (paths.length > MOST_FILES)
      throw new Error(`${root} holds more than ${MOST_FILES} files; give a folder of one dataset.`);
  }
  return { paths: sortCodepoints(paths), problems };
}
