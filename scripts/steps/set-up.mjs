import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { endOnSignals } from "../support/end-on-signals.mjs";
import { Failure } from "../support/failure.mjs";
import { withLock } from "../support/lock.mjs";
import { SetupLog, secondsSince } from "../support/setup-log.mjs";
import { buildWorkspaces } from "./build-workspaces.mjs";
import { installIntoJupyter } from "./install-into-jupyter.mjs";
import { installPackages } from "./install-packages.mjs";
import { makeEnvironment } from "./make-environment.mjs";
import { useEnvironment } from "./use-environment.mjs";
import { writeLabDefaults } from "./write-lab-defaults.mjs";

/** What set-up made ready. ours: the environment is the project's .venv. @typedef {{ root: string, python: string, prefix: string, ours: boolean }} Ready */

/** The folder of the repository. @type {string} */
export const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");

/**
 * Makes everything ready, and does only what is not done yet: npm packages, builds, Python environment, kernelspec and extension.
 * Every step leaves a stamp when it ended well; a step that was cut off has none and is done again.
 * @param {{ python?: string }} [options] python: an environment that already has JupyterLab, instead of .venv
 * @returns {Promise<Ready>}
 * @throws {Failure} one sentence: what happened, what to do
 */
export async function setUp({ python } = {}) {
  const began = performance.now();
  const folder = makeSetupFolder(ROOT);
  const log = new SetupLog(ROOT);
  const forgetSignals = endOnSignals("set-up: stopped; the next run goes on where this one was.");
  const ready = await withLock(join(folder, "lock"), () => takeSteps(python, log), {
    onWait: (pid) => console.log(`set-up: another one is running here (process ${pid}); waiting for it`),
  });
  forgetSignals();
  console.log(`set-up: ${log.steps === 0 ? "nothing to do" : "done"} (${secondsSince(began)})`);
  return ready;
}

/** @param {string | undefined} python  @param {SetupLog} log  @returns {Promise<Ready>} */
async function takeSteps(python, log) {
  const env = process.env;
  // asked first: what it lacks should be said before minutes of building
  const theirs = python === undefined ? null : await useEnvironment(python, env);
  await installPackages(ROOT, log, env);
  await buildWorkspaces(ROOT, log, env);
  const environment = theirs ?? (await makeEnvironment(ROOT, log, env));
  await installIntoJupyter(ROOT, environment.prefix, log);
  if (theirs === null) writeLabDefaults(environment.prefix);
  return { root: ROOT, ours: theirs === null, ...environment };
}

/** @param {string} root */
function makeSetupFolder(root) {
  const folder = join(root, ".setup");
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new Failure(cannotWrite(root, cause), { cause });
  }
  return folder;
}

/** @param {string} root  @param {unknown} cause */
function cannotWrite(root, cause) {
  const code = /** @type {NodeJS.ErrnoException} */ (cause).code;
  return `The folder ${root} cannot be written (${code}); move the repository to a folder of yours, or give yourself the right to write there.`;
}
