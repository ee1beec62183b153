import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/** What was pulled into a folder; written last, so a folder that has one is whole. */
export interface ModelManifest {
  /** what to pull to mend it */
  readonly name: string;
  readonly repository: string;
  /** 40 hex digits */
  readonly commit: string;
  readonly licence: string | null;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
}

/** The manifest's name in a model's folder. */
export const MANIFEST: string = ".datacrafter-model.json";

const Manifest = z.object({
  name: z.string(),
  repository: z.string(),
  commit: z.string(),
  licence: z.string().nullable(),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string() })),
});

/**
 * The manifest of a folder; null when it was not pulled, or not to the end.
 * @throws Error when the file is there and cannot be read or understood
 */
export function readManifest(directory: string): ModelManifest | null {
  const path = join(directory, MANIFEST);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new Error(`${path} cannot be read (${code}); give this user permission to read it.`, { cause });
  }
  return parseManifest(text);
}

// a damaged one counts as none: then the pull looks at every file and writes it anew
function parseManifest(text: string): ModelManifest | null {
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}

/** Puts the manifest into the folder, whole or not at all. */
export function writeManifest(directory: string, manifest: ModelManifest): void {
  const unfinished = join(directory, `${MANIFEST}.unfinished`);
  const file = openSync(unfinished, "w");
  try {
    writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(unfinished, join(directory, MANIFEST));
}

/** From here on the folder counts as unfinished. */
export function removeManifest(directory: string): void {
  rmSync(join(directory, MANIFEST), { force: true });
}
