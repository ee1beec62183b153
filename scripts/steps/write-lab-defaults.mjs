import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** JupyterLab's question about its news would be the first thing a newcomer sees, and would ask the network. */
const DEFAULTS = { "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false } };

/** Defaults of JupyterLab's settings in the project's own environment; the person's own settings win. @param {string} prefix */
export function writeLabDefaults(prefix) {
  const folder = join(prefix, "share", "jupyter", "lab", "settings");
  const path = join(folder, "overrides.json");
  const text = `${JSON.stringify(DEFAULTS, null, 2)}\n`;
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, text);
}
