import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Jupyter } from "./find-jupyter.js";
import type { Place } from "./parse-command.js";

/** Jupyter's data folder under a prefix: where an environment keeps its kernels and extensions. */
export function dataDirOfPrefix(prefix: string): string {
  return join(prefix, "share", "jupyter");
}

/**
 * The data folder to install into, absolute; it need not exist yet.
 * @throws Error that says what to do, when no Jupyter was found to ask, or none of its folders can be written
 */
export function chooseDataDir(place: Place, jupyter: Jupyter | null): string {
  if (place.kind === "prefix") return dataDirOfPrefix(place.prefix);
  if (jupyter === null) throw new Error(NO_JUPYTER);
  if (place.kind === "user") return jupyter.userDataDir;
  const writable = jupyter.dataDirs.find(canWrite);
  if (writable === undefined) {
    throw new Error(
      `None of Jupyter's data folders can be written (${jupyter.dataDirs.join(", ")}); use --prefix DIR.`,
    );
  }
  return writable;
}

/** Said when no Jupyter answers. */
export const NO_JUPYTER: string =
  "No Jupyter was found on PATH; activate its environment, or name its Python with --python PATH, or install it: python3 -m pip install jupyterlab jupyterlab_widgets";

function canWrite(folder: string): boolean {
  let existing = folder;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    return statSync(existing).isDirectory();
  } catch {
    return false;
  }
}
