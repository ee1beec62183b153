import { existsSync } from "node:fs";
import { join, sep } from "node:path";

/**
 * Where a module of this package lies as JavaScript, for a worker or a child process: neither can run TypeScript.
 * @param name path below src or dist, without its ending: "project/layout-worker"
 * @throws Error when the package has not been built
 */
export function builtFile(name: string): string {
  // from the sources (tests) as from the build the answer is the build
  const root = join(__dirname, "..", "..", "dist");
  const path = `${join(root, ...name.split("/"))}.js`;
  if (!existsSync(path)) {
    throw new Error(
      `No ${name.split("/").join(sep)}.js in ${root}; run "npm run build --workspace kernel-helpers" once.`,
    );
  }
  return path;
}
