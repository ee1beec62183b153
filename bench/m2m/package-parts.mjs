import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const DIST = join(import.meta.dirname, "..", "..", "kernel-helpers", "dist");

/**
 * The parts of the package that are measured, from its build: projectors, judgeLayout, selectRows, createRandom, randomNormal, shuffle.
 * Loaded file by file, so that memory is theirs and not the whole package's.
 * @throws Error when the package is not built
 */
export function packageParts() {
  const load = createRequire(import.meta.url);
  const part = (name) => {
    const path = join(DIST, `${name}.js`);
    if (!existsSync(path)) {
      throw new Error('the package is not built; run "npm run build --workspace kernel-helpers" once.');
    }
    return load(path);
  };
  return {
    ...part("project/projectors"),
    ...part("project/judge-layout"),
    ...part("linalg/matrix"),
    ...part("linalg/random"),
  };
}
