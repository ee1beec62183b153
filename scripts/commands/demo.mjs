import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setUp } from "../steps/set-up.mjs";
import { endOnSignals } from "../support/end-on-signals.mjs";
import { Failure } from "../support/failure.mjs";
import { jupyterEnvironment } from "../support/jupyter-environment.mjs";
import { run } from "../support/run.mjs";
import { secondsSince } from "../support/setup-log.mjs";
import { pythonOnly } from "../support/words.mjs";

const NOTEBOOK = "notebooks/01-quickstart.ipynb";
const FOLDER = "runs/demo";

/**
 * npm run demo: sets up, then runs a copy of the quickstart without a browser and says what it found.
 * @param {string[]} words  @returns {Promise<number>} exit code
 */
export async function main(words) {
  const ready = await setUp(pythonOnly(words));
  endOnSignals("demo: stopped.");
  const folder = join(ready.root, FOLDER);
  // a session of an earlier demo would be gone on with
  rmSync(folder, { recursive: true, force: true });
  console.log(`demo: running a copy of ${NOTEBOOK} without a browser`);
  const began = performance.now();
  const notebookRun = [
    ready.python,
    join(ready.root, "scripts", "run-notebook.py"),
    join(ready.root, NOTEBOOK),
    folder,
  ];
  const ended = await run(notebookRun, { cwd: ready.root, env: jupyterEnvironment(ready), stream: true });
  if (ended.code !== 0)
    throw new Failure(`demo: ${NOTEBOOK} failed; the copy with all outputs is ${FOLDER}/01-quickstart.ipynb.`);
  console.log(`demo: done (${secondsSince(began)})`);
  for (const [what, path] of whereThingsAre(ready.root)) console.log(`demo: ${what}: ${path}`);
  return 0;
}

/** @param {string} root  @returns {[string, string][]} */
function whereThingsAre(root) {
  const under = (/** @type {string} */ name) => {
    const folder = join(root, FOLDER, name);
    return existsSync(folder) ? readdirSync(folder).map((entry) => `${FOLDER}/${name}/${entry}`) : [];
  };
  return [
    ["notebook with outputs", `${FOLDER}/01-quickstart.ipynb`],
    ...under("runs").map((path) => /** @type {[string, string]} */ (["session", path])),
    ...under("out").map((path) => /** @type {[string, string]} */ (["exported images", path])),
  ];
}
