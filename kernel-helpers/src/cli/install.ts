import { hasKernelspec, installKernelspec, kernelspecDir } from "./install-kernelspec.js";
import { hasLabextension, installLabextension, labextensionDir } from "./install-labextension.js";
import { PACKAGE_ROOT, refuseNpxCache } from "./package-places.js";
import { removeFolder } from "./replace-folder.js";

/**
 * Puts kernelspec and JupyterLab extension into a Jupyter data folder, in place of earlier ones.
 * @param dataDir absolute, e.g. <prefix>/share/jupyter
 * @returns the folders it wrote
 * @throws Error that says what to do: not built, not writable, or run from npx's cache
 */
export async function install(dataDir: string): Promise<readonly string[]> {
  refuseNpxCache(PACKAGE_ROOT);
  return [await installKernelspec(dataDir), await installLabextension(dataDir)];
}

/** Whether install(dataDir) would change nothing. */
export function isInstalled(dataDir: string): boolean {
  return hasKernelspec(dataDir) && hasLabextension(dataDir);
}

/** Removes both from a data folder; returns the folders that were there. */
export function uninstall(dataDir: string): readonly string[] {
  return [kernelspecDir(dataDir), labextensionDir(dataDir)].filter(removeFolder);
}
