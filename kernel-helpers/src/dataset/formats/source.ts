import type { FileFinder } from "../find-file.js";
import type { FileList } from "../list-files.js";

/** What every reader of a format is given. */
export interface Source {
  /** a real path, free of links */
  readonly root: string;
  /** every file in it, listed once */
  readonly files: FileList;
  readonly finder: FileFinder;
  /** one file of annotations to read, from the root; null: all that are there */
  readonly only: string | null;
  /** where bytes that lie in no file of their own are written; absolute */
  readonly cache: string;
}

/** The files of annotations with one of these endings: the one that was asked for, or all. */
export function annotationFiles({ files, only }: Pick<Source, "files" | "only">, ending: RegExp): string[] {
  return only !== null ? [only].filter((path) => ending.test(path)) : files.paths.filter((path) => ending.test(path));
}
