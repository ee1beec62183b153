import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fitInside } from "../images/sharp.js";
import { KERNEL_NAME, kernelSpec } from "../jupyter/kernel-spec.js";
import { KERNEL_LOGO } from "./kernel-logo.js";
import { KERNEL_ENTRY } from "./package-places.js";
import { replaceFolder } from "./replace-folder.js";

const LOGO_PX = 64;

/** The folder of the kernelspec under a Jupyter data folder. */
export function kernelspecDir(dataDir: string): string {
  return join(dataDir, "kernels", KERNEL_NAME);
}

/**
 * Writes the kernelspec that starts this package's kernel with the Node that runs now, and its logos.
 * @param dataDir absolute, e.g. <prefix>/share/jupyter
 * @returns the folder it wrote
 */
export async function installKernelspec(dataDir: string): Promise<string> {
  const target = kernelspecDir(dataDir);
  const logo = await fitInside(Buffer.from(KERNEL_LOGO), LOGO_PX);
  await replaceFolder(target, (folder) => {
    writeFileSync(join(folder, "kernel.json"), kernelJson());
    writeFileSync(join(folder, "logo-svg.svg"), KERNEL_LOGO);
    writeFileSync(join(folder, "logo-64x64.png"), logo.png);
  });
  return target;
}

/** Whether the data folder already holds exactly what installKernelspec would write. */
export function hasKernelspec(dataDir: string): boolean {
  const path = join(kernelspecDir(dataDir), "kernel.json");
  return existsSync(path) && readFileSync(path, "utf8") === kernelJson();
}

function kernelJson(): string {
  return `${JSON.stringify(kernelSpec(process.execPath, KERNEL_ENTRY), null, 2)}\n`;
}
