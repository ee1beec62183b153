import { join, resolve } from "node:path";
import { checkFilePaths } from "./check-file-paths.js";
import { hashFile } from "./content-hash.js";
import { type ModelManifest, readManifest } from "./manifest.js";
import { pullCommand } from "./pull-command.js";

/** What a check of a model's files found. */
export interface ModelReport {
  readonly name: string;
  /** absolute */
  readonly directory: string;
  readonly problems: readonly { readonly path: string; readonly reason: "missing" | "damaged" }[];
  /** the command that mends it; null when all is well */
  readonly mend: string | null;
}

/**
 * Hashes every file of a pulled model anew and compares with what was pulled.
 * @param directory a folder that was pulled
 * @throws Error when the folder has no list of what was pulled; the signal's reason
 */
export async function verifyModel(
  directory: string,
  options: { readonly signal?: AbortSignal; readonly onBytes?: (bytes: number) => void } = {},
): Promise<ModelReport> {
  const folder = resolve(directory);
  const manifest = readManifest(folder);
  if (manifest === null) {
    throw new Error(
      `${folder} was not pulled, or not to the end, so there is nothing to compare its files with; "npx datacrafter pull NAME" makes such a folder.`,
    );
  }
  return checkManifest(folder, manifest, options.signal ?? new AbortController().signal, options.onBytes);
}

/** Compares a folder's files with a manifest. */
export async function checkManifest(
  directory: string,
  manifest: ModelManifest,
  signal: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<ModelReport> {
  // the folder may have come from someone else
  checkFilePaths(manifest.files.map(({ path }) => path));
  const problems: { path: string; reason: "missing" | "damaged" }[] = [];
  for (const { path, bytes, sha256 } of manifest.files) {
    const content = await hashFile(join(directory, path), { bytes, sha256, gitBlob: null }, signal, onBytes);
    if (content?.sha256 !== sha256) problems.push({ path, reason: content === null ? "missing" : "damaged" });
  }
  const mend = problems.length === 0 ? null : pullCommand(manifest.name, directory);
  return { name: manifest.name, directory, problems, mend };
}
