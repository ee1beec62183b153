import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "./failure.mjs";

const START_TIMEOUT_MS = 120_000;
/** Our own JupyterLab asks nobody for news or newer versions: its version is pinned. */
const OFFLINE = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"];
const STOP_TIMEOUT_MS = 15_000;

/** @typedef {{ port: number, browser: boolean, env: NodeJS.ProcessEnv, rest: string[], notebook: string }} LabOptions */

/**
 * Starts JupyterLab and waits until it answers.
 * @param {import("../steps/set-up.mjs").Ready} ready  @param {LabOptions} options
 * @returns {Promise<{ logPath: string, ended: Promise<number> }>} ended: the exit code, after Ctrl-C or when the server ends by itself
 * @throws {Failure} when it ends before it answers
 */
export async function startLab(ready, options) {
  const logs = join(ready.root, ".setup", "logs");
  mkdirSync(logs, { recursive: true });
  const logPath = join(logs, "jupyterlab.log");
  const log = openSync(logPath, "w");
  const server = spawn(ready.python, labArguments(ready, options), {
    env: options.env,
    cwd: ready.root,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const shownPath = relative(ready.root, logPath);
  const ended = untilEnded(server);
  const early = await Promise.race([answers(options), ended]);
  if (early !== null) throw new Failure(whyNotStarted(readFileSync(logPath, "utf8"), options.port, shownPath));
  return { logPath: shownPath, ended };
}

/** @param {import("../steps/set-up.mjs").Ready} ready  @param {LabOptions} options */
function labArguments(ready, { port, browser, rest, notebook }) {
  return [
    ...["-m", "jupyterlab", join(ready.root, notebook)],
    ...[
      `--ServerApp.root_dir=${ready.root}`,
      `--ServerApp.port=${port}`,
      "--ServerApp.port_retries=0",
      "--ServerApp.answer_yes=True",
    ],
    // in a container one is root, and JupyterLab would refuse
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...(browser ? [] : ["--no-browser"]),
    ...(ready.ours ? OFFLINE : []),
    ...rest,
  ];
}

/** @param {LabOptions} options  @returns {Promise<null>} */
async function answers({ port, rest }) {
  const given = rest.map((word) => /^--(?:ServerApp\.)?ip=(.*)$/.exec(word)?.[1]).find(Boolean);
  const host = given === undefined || given === "0.0.0.0" || given === "*" ? "127.0.0.1" : given;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    // any answer will do: a base_url of the user's makes it a 404
    const answered = await fetch(`http://${host}:${port}/api`).catch(() => null);
    if (answered !== null) return null;
    await wait(100);
  }
  throw new Failure(
    `JupyterLab did not answer on port ${port} within ${START_TIMEOUT_MS / 1000} s; what it said is in .setup/logs/jupyterlab.log.`,
  );
}

/** @param {string} log  @param {number} port  @param {string} logPath */
function whyNotStarted(log, port, logPath) {
  if (/port \d+ is already in use|Address already in use|could not be started because no available port/i.test(log)) {
    return `Port ${port} was taken while JupyterLab started; run the same command again, or choose another port with --port.`;
  }
  const reason =
    log.split("\n").findLast((line) => /error|critical|unrecognized/i.test(line)) ?? log.trim().split("\n").at(-1);
  return `JupyterLab did not start: ${reason?.trim() || "it said nothing"} (all it said is in ${logPath}).`;
}

/** Ctrl-C, or the end of the terminal, stops the server; 0 then, its own exit code else. @param {import("node:child_process").ChildProcess} server  @returns {Promise<number>} */
function untilEnded(server) {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    console.log("\nlab: stopping JupyterLab and its kernels");
    server.kill("SIGTERM");
    setTimeout(() => server.kill("SIGKILL"), STOP_TIMEOUT_MS).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  process.once("exit", () => server.kill("SIGKILL"));
  return new Promise((ended) => {
    server.once("error", () => ended(1));
    server.once("exit", (code) => {
      if (stopping) console.log("lab: stopped");
      ended(stopping ? 0 : (code ?? 1));
    });
  });
}
