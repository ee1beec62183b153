import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crashed, tapCounts, withExitCode } from "../support/counts.mjs";
import { freshNpmEnvironment } from "../support/npm.mjs";
import { run } from "../support/run.mjs";

/** What someone gets who has Jupyter and runs "npm i datacrafter": packed, installed elsewhere, used from there. @type {import("./index.mjs").Runner} */
export async function packed({ root, env, results, rest }) {
  const report = join(results, "packed.tap");
  const reporters = [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=tap",
    `--test-reporter-destination=${report}`,
  ];
  const words = [process.execPath, "--test", ...reporters, ...rest, "test/scripts/packed.mjs"];
  const ended = await run(words, { cwd: root, env: freshNpmEnvironment(env), stream: true });
  if (!existsSync(report)) return crashed(`node --test ended without results (exit code ${ended.code})`);
  return withExitCode(tapCounts(readFileSync(report, "utf8")), ended.code);
}
