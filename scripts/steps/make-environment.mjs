import { existsSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { explain } from "../support/explain.mjs";
import { Failure } from "../support/failure.mjs";
import { hashFiles } from "../support/hash-files.mjs";
import { findPython, hasPython, pythonOf } from "../support/python.mjs";
import { run } from "../support/run.mjs";
import { readStamp, removeStamp, writeStamp } from "../support/stamp.mjs";

/**
 * Makes the project's own Python environment, .venv, with what scripts/requirements.txt names.
 * @param {string} root  @param {import("../support/setup-log.mjs").SetupLog} log  @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ python: string, prefix: string }>}
 */
export async function makeEnvironment(root, log, env) {
  const prefix = join(root, ".venv");
  const requirements = join(root, "scripts", "requirements.txt");
  const wanted = hashFiles(root, [requirements]);
  const stamp = readStamp(stampPath(prefix));
  const reason = whyMake(prefix, stamp, wanted);
  if (reason !== null) {
    const whole = stamp !== null && hasPython(prefix);
    removeStamp(stampPath(prefix));
    if (!whole) await log.step("Python environment .venv", reason, () => makeVenv(root, prefix, log, env));
    await log.step("pip install JupyterLab", reason, () => pipInstall(root, prefix, requirements, log, env));
    writeStamp(stampPath(prefix), wanted);
  }
  return { python: pythonOf(prefix), prefix };
}

/** @param {string} prefix  @param {string | null} stamp  @param {string} wanted */
function whyMake(prefix, stamp, wanted) {
  if (!existsSync(prefix)) return "no .venv";
  if (!hasPython(prefix)) return "its Python is gone";
  if (stamp === null) return "an earlier one was cut off";
  return stamp === wanted ? null : "requirements.txt changed";
}

/** @param {string} root  @param {string} prefix  @param {import("../support/setup-log.mjs").SetupLog} log  @param {NodeJS.ProcessEnv} env */
async function makeVenv(root, prefix, log, env) {
  const base = await findPython(env);
  rmSync(prefix, { recursive: true, force: true });
  const ended = await run([base.executable, "-m", "venv", prefix], { env });
  if (ended.code === 0) return;
  throw new Failure(
    explain(`${base.executable} -m venv`, ended.output, relative(root, log.keep("venv", ended.output))),
  );
}

/** @param {string} root  @param {string} prefix  @param {string} requirements  @param {import("../support/setup-log.mjs").SetupLog} log  @param {NodeJS.ProcessEnv} env */
async function pipInstall(root, prefix, requirements, log, env) {
  const words = [
    pythonOf(prefix),
    "-m",
    "pip",
    "install",
    "--disable-pip-version-check",
    "--no-input",
    "--retries=2",
    "--quiet",
    "-r",
    requirements,
  ];
  // PIP_USER or a target folder of the user's would put packages elsewhere than into .venv
  const ended = await run(words, {
    env: { ...env, PIP_USER: "0", PIP_TARGET: undefined, PIP_PREFIX: undefined, PYTHONHOME: undefined },
  });
  if (ended.code === 0) return;
  throw new Failure(explain("pip install", ended.output, relative(root, log.keep("pip", ended.output))));
}

/** Inside .venv, so that it goes when .venv goes. @param {string} prefix */
function stampPath(prefix) {
  return join(prefix, ".datacrafter-setup");
}
