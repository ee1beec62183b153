import { Failure } from "../support/failure.mjs";
import { askPython, isNewEnough } from "../support/python.mjs";
import { run } from "../support/run.mjs";

/** What the commands need of an environment they did not make; name: the oldest version that will do. */
const NEEDED = { jupyterlab: "4.4", jupyterlab_widgets: "3.0", nbclient: "0.10", jupyter_client: "8.0" };

const QUESTION = `import json, sys
from importlib import metadata
def version(name):
    try: return metadata.version(name)
    except metadata.PackageNotFoundError: return None
print(json.dumps({name: version(name) for name in sys.argv[1:]}))`;

/**
 * Takes an environment that already has JupyterLab; installs nothing there but our kernelspec and extension.
 * @param {string} path its Python, as given with --python
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ python: string, prefix: string }>}
 * @throws {Failure} when it is no Python, or lacks something: what, and the command that adds it
 */
export async function useEnvironment(path, env) {
  const python = await askPython([path], env);
  if (python === null)
    throw new Failure(
      `--python ${path}: no Python answers there; give the path of a Python, e.g. ~/envs/lab/bin/python.`,
    );
  if (!isNewEnough(python))
    throw new Failure(`--python ${path} is Python ${python.version.join(".")}; DataCrafter needs 3.10 or newer.`);
  const asked = await run([path, "-c", QUESTION, ...Object.keys(NEEDED)], { env });
  const lacking = whatIsLacking(JSON.parse(asked.output));
  if (lacking.length > 0) {
    const packages = lacking.map((name) => `"${name}>=${NEEDED[name]}"`).join(" ");
    throw new Failure(
      `--python ${path} lacks ${lacking.join(", ")} (or has an older one); run: ${path} -m pip install ${packages}`,
    );
  }
  return { python: path, prefix: python.prefix };
}

/**
 * @param {Record<string, string | null>} versions
 * @returns {(keyof typeof NEEDED)[]}
 */
export function whatIsLacking(versions) {
  const names = /** @type {(keyof typeof NEEDED)[]} */ (Object.keys(NEEDED));
  return names.filter((name) => {
    const [have, need] = [versions[name] ?? "0", NEEDED[name]].map((text) =>
      text.split(".").map((part) => Number.parseInt(part, 10) || 0),
    );
    return have[0] < need[0] || (have[0] === need[0] && have[1] < need[1]);
  });
}
