import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crashed, playwrightCounts, withExitCode } from "../support/counts.mjs";
import { run } from "../support/run.mjs";

/** A browser or a server that hangs must not hang CI. */
const GLOBAL_TIMEOUT_MS = 20 * 60_000;

/** Browser tests in a real JupyterLab and a real Chromium. @type {import("./index.mjs").Runner} */
export async function ui({ root, env, results, rest }) {
  const folder = join(root, "test", "ui");
  const specs = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".spec.ts")) : [];
  if (specs.length === 0) return crashed("test/ui holds no *.spec.ts");
  const report = join(results, "playwright.json");
  const words = [
    process.execPath,
    "node_modules/@playwright/test/cli.js",
    "test",
    "-c",
    "test/ui",
    "--reporter=list,json",
    `--global-timeout=${GLOBAL_TIMEOUT_MS}`,
    ...rest,
  ];
  const ended = await run(words, { cwd: root, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, stream: true });
  if (/No Chromium/.test(ended.output)) return crashed("no Chromium was found; install one or set CHROMIUM_PATH");
  if (!existsSync(report)) return crashed(`Playwright ended without results (exit code ${ended.code})`);
  return withExitCode(playwrightCounts(JSON.parse(readFileSync(report, "utf8"))), ended.code);
}
