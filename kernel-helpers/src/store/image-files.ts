import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { flushFolder } from "../files/flush-folder.js";
import { explainStoreFailure } from "./explain-store-failure.js";

/** Where files are while they are being written; emptied when the store opens. */
const UNFINISHED = "images/.unfinished";

/** What the tables may name: nothing outside images/, whoever wrote them. */
export const IMAGE_FILE: RegExp = /^images\/[0-9a-f]{2}\/[0-9a-f]{64}(\.[a-z0-9]{1,5})?$/;

/** An image file inside the store. */
export interface StoredFile {
  /** sha256 of the bytes, hex */
  readonly contentHash: string;
  /** relative to the store, with "/": images/3f/3f9a....png */
  readonly file: string;
}

/**
 * Puts bytes into the store under their hash. When it returns they survive a power cut: the file is written aside, flushed, renamed, and its folder flushed.
 * Bytes that are there already are not written again.
 * @param extension with the dot, ".png"
 * @throws Error that says what to do when the disk is full or the folder cannot be written; nothing is half-kept then
 */
export async function putImageFile(directory: string, bytes: Uint8Array, extension: string): Promise<StoredFile> {
  try {
    return await putBytes(directory, bytes, extension);
  } catch (error) {
    throw explainStoreFailure(error, directory);
  }
}

async function putBytes(directory: string, bytes: Uint8Array, extension: string): Promise<StoredFile> {
  const contentHash = createHash("sha256").update(bytes).digest("hex");
  const folder = `images/${contentHash.slice(0, 2)}`;
  const file = `${folder}/${contentHash}${extension}`;
  if (await hasSize(join(directory, file), bytes.length)) return { contentHash, file };
  await makeFolder(join(directory, folder));
  const unfinished = join(directory, UNFINISHED, randomUUID());
  try {
    await writeFlushed(unfinished, bytes);
    await rename(unfinished, join(directory, file));
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined); // a full disk needs the room; the first error is the one to tell
    throw error;
  }
  await flushFolder(join(directory, folder));
  return { contentHash, file };
}

/** Makes the folders and takes away what a killed process left half-written. Only for the holder of the writer lock. */
export async function prepareImageFolder(directory: string): Promise<void> {
  await rm(join(directory, UNFINISHED), { recursive: true, force: true });
  await mkdir(join(directory, UNFINISHED), { recursive: true });
  await flushFolder(directory);
}

async function hasSize(path: string, bytes: number): Promise<boolean> {
  const found = await stat(path).catch(ignoreMissing);
  return found?.isFile() === true && found.size === bytes;
}

async function makeFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await flushFolder(dirname(folder));
}

async function writeFlushed(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
