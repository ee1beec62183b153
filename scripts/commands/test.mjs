import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { RUNNERS } from "../runners/index.mjs";
import { setUp } from "../steps/set-up.mjs";
import { crashed } from "../support/counts.mjs";
import { endOnSignals } from "../support/end-on-signals.mjs";
import { formatTable } from "../support/format-table.mjs";
import { jupyterEnvironment } from "../support/jupyter-environment.mjs";
import { testWords } from "../support/words.mjs";

/**
 * npm test: sets up, runs every runner (or those named) in turn, and ends with "N passed, N failed".
 * @param {string[]} words  @returns {Promise<number>} exit code: 0 when nothing failed
 */
export async function main(words) {
  const { python, runners, rest } = testWords(words, Object.keys(RUNNERS));
  const ready = await setUp({ python });
  endOnSignals("npm test: stopped.");
  const results = join(ready.root, ".setup", "results");
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const context = { root: ready.root, python: ready.python, env: jupyterEnvironment(ready), results, rest };
  const rows = [];
  for (const name of runners) {
    console.log(`\n== ${name} ==`);
    const began = performance.now();
    // one runner that breaks must not hide what the others find
    const counts = await RUNNERS[name](context).catch((error) => crashed(String(error.message)));
    rows.push({ name, seconds: (performance.now() - began) / 1000, ...counts });
  }
  console.log(`\n${formatTable(rows)}`);
  return rows.every(({ failed }) => failed === 0) ? 0 : 1;
}
