import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives a task a folder that only this user can read, for files too large to send to the inference process as a message.
 * It is gone when the task has settled, or when this process exits before.
 * @throws what the task throws; Error naming the system's temporary folder when that is full or not writable
 */
export async function withScratchFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  let folder: string | undefined;
  const removeNow = (): void => rmSync(folder!, { recursive: true, force: true });
  try {
    folder = await mkdtemp(join(tmpdir(), "datacrafter-"));
    process.once("exit", removeNow);
    return await task(folder);
  } catch (error) {
    if (!["ENOSPC", "EDQUOT", "EACCES", "EROFS", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
    throw new Error(
      `Cannot write to the temporary folder ${tmpdir()}: ${(error as Error).message}. Make room there, or set TMPDIR to another folder.`,
      { cause: error },
    );
  } finally {
    process.off("exit", removeNow);
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}
