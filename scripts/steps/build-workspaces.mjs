import { existsSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { explain } from "../support/explain.mjs";
import { Failure } from "../support/failure.mjs";
import { hashFiles, listFiles } from "../support/hash-files.mjs";
import { freshNpmEnvironment, npmCommand } from "../support/npm.mjs";
import { run } from "../support/run.mjs";
import { readStamp, removeStamp, writeStamp } from "../support/stamp.mjs";

/**
 * One workspace: the folder tsc writes, and files that prove a whole build.
 * @typedef {{ name: string, compiled: string, outputs: string[] }} Workspace
 */

/** In the order in which they need one another. @type {Workspace[]} */
export const WORKSPACES = [
  { name: "kernel-helpers", compiled: "dist", outputs: ["dist/index.js", "dist/cli/install.js"] },
  { name: "widgets", compiled: "lib", outputs: ["lib/index.js", "dist/index.js"] },
  { name: "labextension", compiled: "lib", outputs: ["dist/package.json"] },
];

const NOT_SOURCES = new Set(["node_modules", "dist", "lib", "README.md", "LICENSE"]);

/**
 * Builds the workspaces whose sources, or those of a workspace before them, changed since their last whole build.
 * @param {string} root  @param {import("../support/setup-log.mjs").SetupLog} log  @param {NodeJS.ProcessEnv} env
 */
export async function buildWorkspaces(root, log, env) {
  let before = hashFiles(root, [join(root, "tsconfig.base.json"), join(root, "package-lock.json")]);
  for (const workspace of WORKSPACES) {
    const hash = before + hashFiles(root, listFiles(join(root, workspace.name), NOT_SOURCES));
    const reason = whyBuild(root, workspace, hash);
    if (reason !== null)
      await log.step(`build ${workspace.name}`, reason, () => build(root, workspace, hash, log, env));
    before = hash;
  }
}

/**
 * Why a workspace must be built; null when it is up to date.
 * @param {string} root  @param {Workspace} workspace  @param {string} hash of all that goes into it
 * @returns {string | null}
 */
export function whyBuild(root, workspace, hash) {
  const stamp = readStamp(stampPath(root, workspace));
  if (stamp === null) return "not built yet";
  if (stamp !== hash) return "sources changed";
  return workspace.outputs.every((file) => existsSync(join(root, workspace.name, file)))
    ? null
    : "built files are missing";
}

/** @param {string} root  @param {Workspace} workspace  @param {string} hash  @param {import("../support/setup-log.mjs").SetupLog} log  @param {NodeJS.ProcessEnv} env */
async function build(root, workspace, hash, log, env) {
  removeStamp(stampPath(root, workspace));
  const folder = join(root, workspace.name);
  // without its notes of the last run, tsc writes every file again, those that went missing included
  rmSync(join(folder, workspace.compiled, ".tsbuildinfo"), { force: true });
  await runBuild(root, workspace, log, env);
  removeOrphans(folder, workspace.compiled);
  const lacking = workspace.outputs.find((file) => !existsSync(join(folder, file)));
  if (lacking)
    throw new Failure(`The build of ${workspace.name} ended well but wrote no ${lacking}; its sources are incomplete.`);
  writeStamp(stampPath(root, workspace), hash);
}

/** @param {string} root  @param {Workspace} workspace  @param {import("../support/setup-log.mjs").SetupLog} log  @param {NodeJS.ProcessEnv} env */
async function runBuild(root, { name }, log, env) {
  const words = [...npmCommand(env), "run", "build", "--workspace", name, "--loglevel=error"];
  const ended = await run(words, { cwd: root, env: freshNpmEnvironment(env) });
  if (ended.code === 0) return;
  throw new Failure(
    explain(`The build of ${name}`, ended.output, relative(root, log.keep(`build-${name}`, ended.output))),
  );
}

/** Compiled files whose source is gone would still be found, and packed. @param {string} folder  @param {string} compiled */
function removeOrphans(folder, compiled) {
  const output = join(folder, compiled);
  if (!existsSync(output)) return;
  for (const path of listFiles(output)) {
    const stem = /^(.*?)(\.d\.ts|\.js)(\.map)?$/.exec(relative(output, path))?.[1];
    if (stem === undefined) continue;
    const sources = [".ts", ".tsx", ".mts", ".js"].map((ending) => join(folder, "src", stem + ending));
    if (!sources.some((source) => existsSync(source))) rmSync(path);
  }
}

/** @param {string} root  @param {Workspace} workspace */
function stampPath(root, workspace) {
  return join(root, ".setup", "built", workspace.name);
}
