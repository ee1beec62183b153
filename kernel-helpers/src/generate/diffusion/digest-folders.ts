import { createHash } from "node:crypto";
import { open, readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Files up to this size are read whole, bytes. */
const SMALL = 1 << 20;
/** From larger ones this many blocks are read, evenly spread. */
const BLOCKS = 64;
const BLOCK_BYTES = 4096;

/**
 * A name for a model's exact files: sha256 over their relative paths, sizes and contents; of files over 1 MiB only 64 blocks of 4 KiB are read,
 * so that gigabytes take milliseconds. Two trainings of one network differ; a change of a few bytes in a large file may go unseen.
 * @param folders absolute; those that are not there are left out
 * @returns hex
 */
export async function digestFolders(root: string, folders: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of [...folders].sort()) {
    for (const path of await filesOf(folder)) {
      const { size } = await stat(path);
      hash.update(`${relative(root, path).split(sep).join("/")}\0${size}\0`);
      await sample(path, size, (bytes) => hash.update(bytes));
    }
  }
  return hash.digest("hex");
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."));
  return files.map(({ name }) => join(folder, name)).sort();
}

async function sample(path: string, size: number, take: (bytes: Uint8Array) => void): Promise<void> {
  const file = await open(path);
  try {
    const length = size <= SMALL ? size : BLOCK_BYTES;
    const places = size <= SMALL ? 1 : BLOCKS;
    for (let i = 0; i < places; i++) {
      const position = places === 1 ? 0 : Math.floor((i * (size - length)) / (places - 1));
      const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
      take(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
