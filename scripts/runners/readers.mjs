import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { crashed, unittestCounts, withExitCode } from "../support/counts.mjs";
import { hashFiles } from "../support/hash-files.mjs";
import { run } from "../support/run.mjs";
import { readStamp, removeStamp, writeStamp } from "../support/stamp.mjs";

/** Every format that datasets are saved in, read by other people's tools: pycocotools, DuckDB, Python's own readers. @type {import("./index.mjs").Runner} */
export async function readers({ root, python, env, results, rest }) {
  const packages = join(root, ".setup", "readers");
  const trouble = await install(root, python, env, packages);
  if (trouble !== null) return crashed(trouble);
  const exports = join(results, "exports");
  mkdirSync(exports);
  const written = await run([process.execPath, "test/readers/write-exports.mjs", exports], {
    cwd: root,
    env,
    stream: true,
  });
  if (written.code !== 0) return crashed(`the exports could not be written (exit code ${written.code})`);
  const words = rest.length > 0 ? rest : ["discover", "-s", "test/readers", "-v"];
  const ended = await run([python, "-u", "-m", "unittest", ...words], {
    cwd: root,
    env: { ...env, PYTHONPATH: packages, EXPORTS: exports },
    stream: true,
  });
  return withExitCode(unittestCounts(ended.output), ended.code);
}

/**
 * Brings the tools, once; they are no part of anybody's .venv.
 * @param {string} root  @param {string} python  @param {NodeJS.ProcessEnv} env  @param {string} packages
 * @returns {Promise<string | null>} what went wrong
 */
async function install(root, python, env, packages) {
  const requirements = join(root, "test", "readers", "requirements.txt");
  const stamp = `${packages}.stamp`;
  const wanted = hashFiles(root, [requirements]);
  if (readStamp(stamp) === wanted) return null;
  removeStamp(stamp);
  rmSync(packages, { recursive: true, force: true });
  const words = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", "--target", packages];
  const ended = await run([python, ...words, "-r", requirements], {
    cwd: root,
    env: { ...env, PIP_USER: "0", PIP_PREFIX: undefined, PYTHONHOME: undefined },
    stream: true,
  });
  if (ended.code !== 0) return `pip could not install ${requirements} (exit code ${ended.code}); its words stand above`;
  writeStamp(stamp, wanted);
  return null;
}
