import { open } from "node:fs/promises";

/** Waits until a folder's entries are on the disk: a file renamed into it is there after a power cut. */
export async function flushFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; NTFS journals the rename itself
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
