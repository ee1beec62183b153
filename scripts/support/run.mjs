import { spawn } from "node:child_process";

/** Children that still run: they end with us. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
process.once("exit", () => {
  for (const child of running) child.kill("SIGINT");
});

/** A process that a tool left behind may hold the tool's output open for ever; after this long we stop listening. */
const OUTPUT_GRACE_MS = 5_000;

/** How a tool ended. @typedef {{ code: number, output: string, missing: boolean }} Ended */

/**
 * Runs a tool to its end. Its standard input is empty, so nothing can wait for an answer that never comes.
 * @param {string[]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stream?: boolean | "stderr" }} [options] stream: show its output as it comes, all of it or standard error only
 * @returns {Promise<Ended>} code 127 and missing when there is no such program
 */
export function run(command, { cwd, env = process.env, stream = false } = {}) {
  return new Promise((ended) => {
    // npm is a .cmd file on Windows, which only a shell can start
    const shell = process.platform === "win32" && command[0] === "npm";
    const child = spawn(command[0], command.slice(1), { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    /** @type {string[]} */
    const output = [];
    collect(child.stdout, output, stream === true ? process.stdout : null);
    collect(child.stderr, output, stream ? process.stderr : null);
    child.once("error", (error) => {
      const missing = "code" in error && error.code === "ENOENT";
      ended({ code: 127, output: error.message, missing });
    });
    child.once("close", (code) => {
      running.delete(child);
      ended({ code: code ?? 1, output: output.join(""), missing: false });
    });
    child.once("exit", () => setTimeout(letGo, OUTPUT_GRACE_MS, child).unref());
  });
}

/** @param {import("node:stream").Readable} from  @param {string[]} into  @param {NodeJS.WriteStream | null} shown */
function collect(from, into, shown) {
  from.setEncoding("utf8");
  from.on("data", (text) => {
    into.push(text);
    shown?.write(text);
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function letGo(child) {
  child.stdout?.destroy();
  child.stderr?.destroy();
}
