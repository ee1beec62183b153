import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { flushFolder } from "../../files/flush-folder.js";
import { MANIFEST } from "./manifest.js";

/** What is unfinished lies here, inside the model's folder, so that renaming stays on one disk. */
export const UNFINISHED: string = ".datacrafter-pull";

/**
 * Makes a model's folder ready to be written into.
 * @throws Error when it cannot be made, or holds files that were not pulled
 */
export function prepareFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    const names = readdirSync(directory);
    if (names.length > 0 && !names.includes(UNFINISHED) && !names.includes(MANIFEST)) {
      throw new Error(`${directory} holds files that were not pulled; give an empty or a new folder.`);
    }
    mkdirSync(join(directory, UNFINISHED), { recursive: true });
  } catch (cause) {
    throw diskError(directory, cause);
  }
}

/**
 * Moves a finished file to its place; when it returns, a power cut does not undo it.
 * @param path relative, checked by checkFilePaths
 * @throws Error when a folder on the way is a link, or another process took the file over
 */
export async function placeFile(part: string, directory: string, path: string): Promise<void> {
  const target = join(directory, ...path.split("/"));
  makeFolders(directory, path);
  await rename(part, target).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT") throw cause;
    throw new Error(`Another process took over the pull into ${directory}; wait for it, or run the same again.`, {
      cause,
    });
  });
  await flushFolder(dirname(target));
}

function makeFolders(directory: string, path: string): void {
  let folder = directory;
  for (const segment of path.split("/").slice(0, -1)) {
    folder = join(folder, segment);
    const stats = lstatSync(folder, { throwIfNoEntry: false });
    if (stats === undefined) mkdirSync(folder);
    else if (!stats.isDirectory()) {
      throw new Error(`${folder} is a link or a file, but must be a folder of the model; remove it.`);
    }
  }
}

/**
 * Makes the unfinished files of earlier attempts this holder's own.
 * @returns for each content that has one, by name, how many bytes are there
 */
export async function adoptParts(directory: string, token: string): Promise<void> {
  const folder = join(directory, UNFINISHED);
  for (const name of readdirSync(folder)) {
    const match = /^([0-9a-f]+)\.[0-9a-f]+(\.part(?:\.etag)?)$/.exec(name);
    if (match) await rename(join(folder, name), join(folder, `${match[1]}.${token}${match[2]}`));
  }
}

/** Where the unfinished copy of a content lies. */
export function partPath(directory: string, contentHash: string, token: string): string {
  return join(directory, UNFINISHED, `${contentHash}.${token}.part`);
}

/** The bytes that an unfinished file holds. */
export function partBytes(part: string): number {
  return lstatSync(part, { throwIfNoEntry: false })?.size ?? 0;
}

/** Takes unfinished files away that no file of the model needs any more. */
export async function removeParts(directory: string): Promise<void> {
  const folder = join(directory, UNFINISHED);
  const parts = readdirSync(folder).filter((name) => /\.part(\.etag)?$/.test(name));
  await Promise.all(parts.map((name) => rm(join(folder, name), { force: true })));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "The disk is full",
  EDQUOT: "Your disk quota is used up",
  EACCES: "This user may not write",
  EPERM: "This user may not write",
  EROFS: "The disk is read-only",
};

/** Says in a sentence what the disk says in a code; any other error is given back as it is. */
export function diskError(directory: string, error: unknown): unknown {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ""];
  if (reason === undefined) return error;
  return new Error(
    `${reason} (${code}) at ${directory}; what came is kept. Make room or choose another folder with DATACRAFTER_MODELS, and run the same again.`,
    { cause: error },
  );
}
