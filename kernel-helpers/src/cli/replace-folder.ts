import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Puts a folder in place of what was there, whole or not at all: fill() writes into a new folder beside it, which is then renamed.
 * @param target absolute; its parents are made
 * @throws Error that names the folder and what to do when it cannot be written
 */
export async function replaceFolder(target: string, fill: (folder: string) => void | Promise<void>): Promise<void> {
  const made = makeBeside(target);
  try {
    await fill(made);
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** Removes a folder; tells whether it was there. */
export function removeFolder(target: string): boolean {
  if (!existsSync(target)) return false;
  try {
    rmSync(target, { recursive: true });
  } catch (cause) {
    throw cannotWrite(target, cause);
  }
  return true;
}

function makeBeside(target: string): string {
  try {
    mkdirSync(dirname(target), { recursive: true });
    // a name Jupyter ignores: it lists every folder here that is a valid kernel or extension
    return mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  } catch (cause) {
    throw cannotWrite(target, cause);
  }
}

function cannotWrite(target: string, cause: unknown): Error {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new Error(`Cannot write ${target} (${code}); choose another place with --user or --prefix DIR.`, { cause });
}
