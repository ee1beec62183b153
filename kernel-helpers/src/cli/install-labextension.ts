import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtLabextension, LABEXTENSION_NAME } from "./package-places.js";
import { replaceFolder } from "./replace-folder.js";

/** What JupyterLab shows about who installed an extension, and how to remove it. */
const INSTALL_JSON = {
  packageManager: "npm",
  packageName: LABEXTENSION_NAME,
  uninstallInstructions: 'Run "npx datacrafter uninstall" where datacrafter is installed.',
};

/** The folder of the extension under a Jupyter data folder. */
export function labextensionDir(dataDir: string): string {
  return join(dataDir, "labextensions", LABEXTENSION_NAME);
}

/**
 * Copies the prebuilt extension.
 * @param dataDir absolute, e.g. <prefix>/share/jupyter
 * @returns the folder it wrote
 */
export async function installLabextension(dataDir: string): Promise<string> {
  const built = builtLabextension();
  const target = labextensionDir(dataDir);
  await replaceFolder(target, (folder) => {
    cpSync(built, folder, { recursive: true, filter: (path) => !path.endsWith(".map") });
    writeFileSync(join(folder, "install.json"), `${JSON.stringify(INSTALL_JSON, null, 2)}\n`);
  });
  return target;
}

/** Whether the data folder holds this very build: its package.json names the entry file, whose name carries a hash of the code. */
export function hasLabextension(dataDir: string): boolean {
  const installed = join(labextensionDir(dataDir), "package.json");
  return existsSync(installed) && readFileSync(installed, "utf8") === readFileSync(builtPackageJson(), "utf8");
}

function builtPackageJson(): string {
  return join(builtLabextension(), "package.json");
}
