import { mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { isToolFile } from "./ignored-entries.js";
import { clearPartialFolders, oldFolder, partialFolder } from "./partial-folders.js";

/** Tells our folders from others', and which files in them are ours to replace. */
const MARKER = ".datacrafter-folder.json";
const marker = z.object({
  format: z.enum(["datacrafter-imagefolder-1", "datacrafter-dataset-1"]),
  files: z.array(z.string()),
});

/**
 * Fills a folder, all or nothing: a failure or an abort leaves what was there before. One that was filled this way earlier is replaced;
 * any other that holds something is refused. What a process that was killed half-way left there is taken up first.
 * @param caller for messages
 * @param fill writes into an empty folder beside the place
 * @returns the folder's real path, and what fill returned
 * @throws Error when the folder is not ours, or cannot be written
 */
export async function replaceFolder<Result>(
  directory: string,
  caller: string,
  fill: (folder: string) => Promise<Result>,
): Promise<{ readonly directory: string; readonly result: Result }> {
  try {
    return await fillBeside(await findTarget(resolve(directory)), caller, fill);
  } catch (error) {
    throw explained(error, caller, resolve(directory));
  }
}

async function fillBeside<Result>(
  target: string,
  caller: string,
  fill: (folder: string) => Promise<Result>,
): Promise<{ readonly directory: string; readonly result: Result }> {
  await clearPartialFolders(target);
  await refuseForeign(target, caller);
  const partial = partialFolder(target);
  try {
    await mkdir(partial);
    const result = await fill(partial);
    const files = await filesIn(partial);
    await writeFile(join(partial, MARKER), JSON.stringify({ format: "datacrafter-dataset-1", files }));
    await refuseForeign(target, caller); // it may have filled up meanwhile
    await swapIn(partial, target, caller);
    return { directory: target, result };
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

const DISK: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full; free some space",
  EDQUOT: "your share of the disk is used up; free some space",
  EACCES: "this user may not write there; choose another folder or change its permissions",
  EPERM: "this user may not write there; choose another folder or change its permissions",
  EROFS: "the disk is read-only; choose another folder",
  ENOTDIR: "a part of its path is a file; choose another folder",
  EEXIST: "a part of its path is a file; choose another folder",
  ENAMETOOLONG: "its path is too long; choose a shorter one",
};

/** What the system says of a disk, in words a person can act on; any other error as it is. */
function explained(error: unknown, caller: string, target: string): unknown {
  const { code = "", syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (syscall === undefined || !Object.hasOwn(DISK, code)) return error;
  return new Error(`${caller}: ${target} cannot be written (${code}): ${DISK[code]}. Nothing was changed.`, {
    cause: error,
  });
}

/** The folder to write, free of links, its parent made where it was missing. */
async function findTarget(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));
}

/** @throws Error when the folder holds anything that was not written here */
async function refuseForeign(target: string, caller: string): Promise<void> {
  const found = await stat(target).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) throw new Error(`${caller}: ${target} is a file; choose another name.`);
  const inside = (await filesIn(target)).filter((file) => !isToolFile(basename(file)));
  if (inside.length === 0) return;
  const written = new Set([MARKER, ...(await readMarker(target))]);
  const foreign = inside.filter((file) => !written.has(file));
  if (foreign.length === 0) return;
  throw new Error(
    `${caller}: ${target} holds ${foreign.length} files that DataCrafter did not write, such as ${JSON.stringify(foreign[0])}; choose an empty folder or move them away.`,
  );
}

/** All that is no folder, from the folder, with "/". */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    );
}

async function readMarker(target: string): Promise<readonly string[]> {
  try {
    return marker.parse(JSON.parse(await readFile(join(target, MARKER), "utf8"))).files;
  } catch {
    return []; // no marker, or not ours: every file counts as foreign
  }
}

/** Puts the finished folder in the target's place; the old one goes away only when the new one stands. */
async function swapIn(partial: string, target: string, caller: string): Promise<void> {
  const old = oldFolder(partial);
  const hadOld = await rename(target, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw new Error(`${caller}: ${target} cannot be replaced (${error.code}).`, { cause: error });
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
