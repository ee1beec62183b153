import { createRequire } from "node:module";
import { join } from "node:path";
import { Failure } from "../support/failure.mjs";

/**
 * Puts kernelspec and extension into an environment, by the functions behind "npx datacrafter install".
 * @param {string} root  @param {string} prefix  @param {import("../support/setup-log.mjs").SetupLog} log
 */
export async function installIntoJupyter(root, prefix, log) {
  const load = createRequire(join(root, "package.json"));
  const { install, isInstalled } = load("./kernel-helpers/dist/cli/install.js");
  const dataDir = join(prefix, "share", "jupyter");
  if (isInstalled(dataDir)) return;
  await log.step("kernel and extension into JupyterLab", prefix, async () => {
    try {
      await install(dataDir);
    } catch (error) {
      throw new Failure(/** @type {Error} */ (error).message, { cause: error });
    }
  });
}
