import { join } from "node:path";
import { hashFiles } from "./hash-files.mjs";
import { run } from "./run.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";

/**
 * Has Jupyter trust a notebook, so that the widgets saved in it are shown. In our own environment a notebook that did not change is not signed again.
 * @param {import("../steps/set-up.mjs").Ready} ready  @param {string} notebook from the root  @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | null>} why it could not be done; null when it is
 */
export async function trustNotebook({ root, python, ours }, notebook, env) {
  const stamp = join(root, ".setup", "jupyter", "trusted");
  const path = join(root, notebook);
  const hash = hashFiles(root, [path]);
  if (ours && readStamp(stamp) === hash) return null;
  const ended = await run([python, "-m", "jupyter", "trust", path], { env });
  if (ended.code !== 0) return ended.output.trim().split("\n").at(-1) ?? "it said nothing";
  if (ours) writeStamp(stamp, hash);
  return null;
}
