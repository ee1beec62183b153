import { join } from "node:path";

/** @typedef {import("../steps/set-up.mjs").Ready} Ready */

/**
 * Environment variables for every Jupyter program we start. In our own environment Jupyter keeps its settings, signatures and
 * runtime files in .setup/jupyter, so that the user's ~/.jupyter is neither read nor written. In the user's own (--python) it keeps theirs.
 * @param {Ready} ready  @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function jupyterEnvironment({ root, python, ours }, env = process.env) {
  const common = { ...env, JUPYTER_PREFER_ENV_PATH: "1", DATACRAFTER_PYTHON: python };
  if (!ours) return common;
  const folder = join(root, ".setup", "jupyter");
  return {
    ...common,
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_DATA_DIR: join(folder, "data"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    JUPYTER_PATH: undefined,
    JUPYTER_CONFIG_PATH: undefined,
    JUPYTERLAB_SETTINGS_DIR: undefined,
    JUPYTERLAB_WORKSPACES_DIR: undefined,
    IPYTHONDIR: join(folder, "ipython"),
    PYTHONHOME: undefined,
  };
}
