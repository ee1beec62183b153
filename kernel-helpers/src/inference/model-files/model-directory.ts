import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { findBundledModel } from "./bundled-models.js";
import { findKnownModel } from "./known-models.js";
import { type ModelManifest, readManifest } from "./manifest.js";
import { modelSource } from "./model-source.js";
import { modelsFolder } from "./models-folder.js";
import { pullCommand } from "./pull-command.js";

/**
 * The folder of a model, for the functions that load one: that of a bundled or known name, any local folder, or that of a pulled "owner/repository".
 * A pulled one is looked at for missing files and wrong lengths; verifyModel also hashes.
 * @param nameOrPath a known name stands for itself even where a folder is called the same; write "./clip-vit-b32" for the folder
 * @returns absolute
 * @throws Error that names what is missing, and the command that brings it
 */
export function modelDirectory(nameOrPath: string): string {
  const bundled = findBundledModel(nameOrPath);
  if (bundled !== null) return bundled.directory;
  const local = resolve(nameOrPath);
  if (findKnownModel(nameOrPath) === null && isFolder(local)) return checked(local, readManifest(local));
  // the name is understood last, so that its error can also say that there is no such folder
  const source = explained(nameOrPath, local);
  const directory = join(modelsFolder(), source.folder);
  const manifest = readManifest(directory);
  if (manifest === null) {
    const state = isFolder(directory) ? "is not whole" : "is not on this machine";
    throw new Error(`${nameOrPath} ${state} (${directory}); run "${pullCommand(nameOrPath, directory)}" once.`);
  }
  return checked(directory, manifest);
}

function explained(nameOrPath: string, local: string): ReturnType<typeof modelSource> {
  try {
    return modelSource(nameOrPath);
  } catch (cause) {
    throw new Error(`${(cause as Error).message} Nor is there a folder ${local}.`, { cause });
  }
}

function checked(directory: string, manifest: ModelManifest | null): string {
  const wrong = manifest?.files.find(({ path, bytes }) => sizeOf(join(directory, path)) !== bytes);
  if (manifest && wrong) {
    const state = sizeOf(join(directory, wrong.path)) === null ? "is missing" : "has a wrong length";
    throw new Error(`${join(directory, wrong.path)} ${state}; run "${pullCommand(manifest.name, directory)}".`);
  }
  return directory;
}

function sizeOf(path: string): number | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : null;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
