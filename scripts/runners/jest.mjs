import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crashed, jestCounts, withExitCode } from "../support/counts.mjs";
import { run } from "../support/run.mjs";

/** The unit tests of the kernel side and the widget side. @type {import("./index.mjs").Runner} */
export async function jest({ root, env, results, rest }) {
  const report = join(results, "jest.json");
  const words = [process.execPath, "node_modules/jest/bin/jest.js", "--json", `--outputFile=${report}`, ...rest];
  // --json would put the whole report on standard output as well; jest's human lines go to standard error
  const ended = await run(words, { cwd: root, env, stream: "stderr" });
  if (!existsSync(report)) return crashed(`jest ended without results (exit code ${ended.code})`);
  return withExitCode(jestCounts(JSON.parse(readFileSync(report, "utf8"))), ended.code);
}
