import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { explain, isNetworkTrouble } from "../support/explain.mjs";
import { Failure } from "../support/failure.mjs";
import { hashFiles } from "../support/hash-files.mjs";
import { freshNpmEnvironment, npmCommand } from "../support/npm.mjs";
import { run } from "../support/run.mjs";
import { readStamp, removeStamp, writeStamp } from "../support/stamp.mjs";

/**
 * Makes node_modules agree with package-lock.json.
 * @param {string} root  @param {import("../support/setup-log.mjs").SetupLog} log  @param {NodeJS.ProcessEnv} env
 */
export async function installPackages(root, log, env) {
  const reason = whyInstall(root);
  if (reason !== null) await log.step("npm ci", reason, () => npmCi(root, log, env));
  if (readStamp(stampPath(root)) !== wanted(root)) writeStamp(stampPath(root), wanted(root));
}

/** @param {string} root  @param {import("../support/setup-log.mjs").SetupLog} log  @param {NodeJS.ProcessEnv} env */
async function npmCi(root, log, env) {
  removeStamp(stampPath(root));
  const npm = (/** @type {string[]} */ ...words) =>
    run([...npmCommand(env), ...words, "--loglevel=error"], { cwd: root, env: freshNpmEnvironment(env) });
  // without a network npm ci would try each of 700 packages again and again, for minutes; what npm has cached may still do
  const ping = await npm("ping", "--fetch-retries=0", "--fetch-timeout=15000");
  if (ping.missing) throw new Failure(NO_NPM);
  const online = ping.code === 0 || !isNetworkTrouble(ping.output);
  const ended = await npm("ci", "--no-audit", "--no-fund", ...(online ? [] : ["--offline"]));
  if (ended.code === 0) return;
  const output = online ? ended.output : ping.output;
  throw new Failure(explain("npm ci", output, relative(root, log.keep("npm-ci", ping.output + ended.output))));
}

const NO_NPM =
  "npm was not found on PATH; install Node with npm from https://nodejs.org, then run the same command again.";

/**
 * Why npm ci must run; null when node_modules is what package-lock.json asks for.
 * @param {string} root
 * @returns {string | null}
 */
export function whyInstall(root) {
  if (!existsSync(join(root, "node_modules"))) return "no node_modules";
  // npm writes this file last
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return "an earlier npm ci was cut off";
  const stamp = readStamp(stampPath(root));
  if (stamp === wanted(root)) return null;
  if (stamp !== null && stamp.split(" ")[0] !== platform()) return "node_modules is of another system";
  // installed or updated by hand: look at what is there
  return samePackages(join(root, "package-lock.json"), installed) ? null : "package-lock.json changed";
}

/** Inside node_modules, so that it goes when node_modules goes. @param {string} root */
function stampPath(root) {
  return join(root, "node_modules", ".datacrafter-setup");
}

/** @param {string} root */
function wanted(root) {
  return `${platform()} ${hashFiles(root, [join(root, "package-lock.json")])}`;
}

function platform() {
  return `${process.platform}-${process.arch}`;
}

/** @param {string} lockPath  @param {string} installedPath */
function samePackages(lockPath, installedPath) {
  const [asked, installed] = [lockPath, installedPath].map(
    (path) => JSON.parse(readFileSync(path, "utf8")).packages ?? {},
  );
  const names = Object.keys(asked).filter((name) => name.includes("node_modules/") && !asked[name].optional);
  return names.every((name) => installed[name]?.version === asked[name].version);
}
