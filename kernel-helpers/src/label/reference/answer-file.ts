import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { flushFolder } from "../../files/flush-folder.js";
import { type AnswerLine, readAnswerLines, writeAnswerLine } from "./answer-lines.js";

const FILE_NAME = "annotations.jsonl";
const LINE_END = 0x0a;

/** The file that keeps a person's answers: a line each, only ever added to. */
export interface AnswerFile {
  readonly path: string;
  /** what was in it when it was opened */
  readonly lines: readonly AnswerLine[];
  /**
   * Adds lines; they survive a kill and a power cut when the promise settles. Lines of one call are all there or none.
   * @throws Error when they cannot be written, or somebody else wrote since: then nothing was changed
   */
  append(lines: readonly AnswerLine[]): Promise<void>;
}

/**
 * Opens the file of a folder, and makes the folder. The file itself begins with the first line.
 * @throws Error when the folder cannot be made, or the file holds what is none of ours
 */
export function openAnswerFile(directory: string): AnswerFile {
  const folder = resolve(directory);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE_NAME);
  const bytes = readIfThere(path);
  let size = bytes.lastIndexOf(LINE_END) + 1;
  const lines = readAnswerLines(bytes.toString("utf8", 0, size), path);
  // the rest is a line that a kill cut off: nobody was told that it is kept
  if (bytes.length > size) truncateSync(path, size);
  return {
    path,
    lines,
    async append(added) {
      const isNew = size === 0;
      size = appendFlushed(path, size, added.map(writeAnswerLine).join(""));
      if (isNew) await flushFolder(folder);
    },
  };
}

/** @param size bytes the file must have, else another process wrote      @returns bytes it has now */
function appendFlushed(path: string, size: number, text: string): number {
  const file = openSync(path, "a");
  try {
    if (fstatSync(file).size !== size) {
      throw new Error(
        `${path} was changed by another kernel or program meanwhile; run the cell again to go on with what it holds now.`,
      );
    }
    writeOrLeave(file, size, text);
    return size + Buffer.byteLength(text);
  } finally {
    closeSync(file);
  }
}

/** A full disk may take half a line: that half goes again. */
function writeOrLeave(file: number, size: number, text: string): void {
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } catch (error) {
    ftruncateSync(file, size);
    throw error;
  }
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
