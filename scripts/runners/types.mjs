import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../support/run.mjs";

/** What no build compiles, and is TypeScript (or JavaScript with types in comments) all the same. */
const PROJECTS = ["test", "test/ui", "scripts"];

/** Type-checks tests and scripts: one check per tsconfig.json. @type {import("./index.mjs").Runner} */
export async function types({ root, env, rest }) {
  const counts = { passed: 0, failed: 0, skipped: 0, note: "" };
  for (const project of PROJECTS.filter((folder) => existsSync(join(root, folder, "tsconfig.json")))) {
    const ended = await run([process.execPath, "node_modules/typescript/bin/tsc", "--noEmit", "-p", project, ...rest], {
      cwd: root,
      env,
      stream: true,
    });
    if (ended.code === 0) counts.passed += 1;
    else counts.failed += 1;
  }
  return counts;
}
