import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The root of the installed package "datacrafter"; absolute. */
export const PACKAGE_ROOT: string = resolve(__dirname, "../..");

/** The file a kernelspec starts. */
export const KERNEL_ENTRY: string = join(PACKAGE_ROOT, "dist", "jupyter", "kernel.js");

/** The name JupyterLab knows the extension by. */
export const LABEXTENSION_NAME: string = "datacrafter-labextension";

/** The version of this package, "0.1.0". */
export function packageVersion(): string {
  return readVersion(join(PACKAGE_ROOT, "package.json"));
}

/** The "version" of a package.json; "" when it has none. */
export function readVersion(packageJson: string): string {
  const content = JSON.parse(readFileSync(packageJson, "utf8")) as { version?: unknown };
  return typeof content.version === "string" ? content.version : "";
}

/**
 * The prebuilt extension, absolute.
 * @throws Error that says what to run when its package is missing or not built
 */
export function builtLabextension(): string {
  let packageJson: string;
  try {
    packageJson = require.resolve(`${LABEXTENSION_NAME}/package.json`, { paths: [PACKAGE_ROOT] });
  } catch (cause) {
    throw new Error(`The package ${LABEXTENSION_NAME} is missing beside datacrafter; run "npm i datacrafter" again.`, {
      cause,
    });
  }
  const built = join(dirname(packageJson), "dist");
  if (!existsSync(join(built, "package.json"))) {
    throw new Error(`${LABEXTENSION_NAME} is not built (${built} is missing); in a clone, run "npm run setup".`);
  }
  return built;
}

/**
 * A kernelspec must not point into npx's cache, which npm empties when it likes.
 * @throws Error when this package runs from there
 */
export function refuseNpxCache(packageRoot: string): void {
  if (/[\\/]_npx[\\/]/.test(packageRoot)) {
    throw new Error(
      'datacrafter runs from the cache of npx, which does not last; run "npm i datacrafter" in a folder that stays, then "npx datacrafter install" there.',
    );
  }
}
