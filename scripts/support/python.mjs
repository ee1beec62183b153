import { existsSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "./failure.mjs";
import { run } from "./run.mjs";

/** What a Python says about itself. @typedef {{ executable: string, version: [number, number, number], prefix: string, canMakeEnvironments: boolean }} Python */

const OLDEST = [3, 10];
const QUESTION = `import importlib.util, json, sys
print(json.dumps({"executable": sys.executable, "version": sys.version_info[:3], "prefix": sys.prefix,
  "canMakeEnvironments": all(importlib.util.find_spec(m) is not None for m in ("venv", "ensurepip"))}))`;

/**
 * The first Python on PATH that can make our environment.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Python>}
 * @throws {Failure} one sentence: none found, all too old, or no venv module
 */
export async function findPython(env) {
  const found = [];
  for (const command of process.platform === "win32" ? [["py", "-3"], ["python"]] : [["python3"], ["python"]]) {
    const python = await askPython(command, env);
    if (python && isNewEnough(python) && python.canMakeEnvironments) return python;
    if (python) found.push(python);
  }
  throw new Failure(pythonComplaint(found));
}

/**
 * What to say when no Python will do.
 * @param {Python[]} found those that answered
 * @returns {string}
 */
export function pythonComplaint(found) {
  const recent = found.find(isNewEnough);
  if (recent) {
    const version = recent.version.slice(0, 2).join(".");
    return `${recent.executable} (Python ${recent.version.join(".")}) has no venv module; install it (Debian, Ubuntu: sudo apt install python${version}-venv), then run the same command again.`;
  }
  if (found.length > 0) {
    return `Python ${found[0].version.join(".")} (${found[0].executable}) is too old: DataCrafter needs Python 3.10 or newer; install it from https://www.python.org, then run the same command again.`;
  }
  return "Python was not found (neither python3 nor python on PATH); install Python 3.10 or newer from https://www.python.org, then run the same command again.";
}

/**
 * @param {string[]} command  @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Python | null>} null when it is not there or does not run
 */
export async function askPython(command, env) {
  const asked = await run([...command, "-c", QUESTION], { env });
  if (asked.code !== 0) return null;
  try {
    return JSON.parse(asked.output.trim().split("\n").at(-1) ?? "");
  } catch {
    return null; // something that is called python and is not
  }
}

/** @param {Python} python */
export function isNewEnough({ version }) {
  return version[0] > OLDEST[0] || (version[0] === OLDEST[0] && version[1] >= OLDEST[1]);
}

/** The Python of an environment. @param {string} folder  @returns {string} */
export function pythonOf(folder) {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/** Whether an environment's Python is there: a link to a Python that was removed or upgraded away is not. @param {string} folder */
export function hasPython(folder) {
  return existsSync(pythonOf(folder));
}
