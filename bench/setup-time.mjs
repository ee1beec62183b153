/**
 * Seconds from "npm run lab" to a JupyterLab that answers: the first time in a fresh clone, then a second time.
 * Run: node bench/setup-time.mjs [--uncommitted]. What npm and pip have cached on this machine is used, as on any machine that built before.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const REPOSITORY = resolve(fileURLToPath(import.meta.url), "../..");
const NOT_SOURCES = /[\\/](node_modules|\.venv|\.setup|\.git|dist|lib|runs|out|test-results)$/;

/** @param {string} folder  @param {boolean} uncommitted: the working tree as it is, instead of the last commit */
function clone(folder, uncommitted) {
  if (uncommitted) return cpSync(REPOSITORY, folder, { recursive: true, filter: (path) => !NOT_SOURCES.test(path) });
  const cloned = spawnSync("git", ["clone", "--quiet", REPOSITORY, folder], { stdio: "inherit" });
  if (cloned.status !== 0) throw new Error(`git clone of ${REPOSITORY} failed; see above.`);
}

/** Starts "npm run lab", waits until its server answers, stops it. @param {string} folder  @returns {Promise<{ seconds: number, said: string[] }>} */
async function timeLab(folder) {
  const began = performance.now();
  const lab = spawn("npm", ["run", "lab", "--", "--no-browser"], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((done) => lab.once("exit", done));
  let said = "";
  const address = await new Promise((found, failed) => {
    lab.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      const ready = /^lab: ready after .*?(http\S+)/m.exec(said);
      if (ready) found(new URL(ready[1]));
    });
    lab.once("exit", (code) => failed(new Error(`npm run lab ended with ${code}:\n${said}`)));
  });
  const answer = await fetch(new URL("/api", address));
  const seconds = (performance.now() - began) / 1000;
  if (!answer.ok) throw new Error(`${address.origin}/api answered ${answer.status}`);
  // Ctrl-C reaches the whole group, as in a terminal
  process.kill(-(lab.pid ?? 0), "SIGINT");
  await ended;
  return { seconds, said: said.split("\n").filter((line) => line.startsWith("set-up:")) };
}

const folder = mkdtempSync(join(tmpdir(), "datacrafter-clone-"));
try {
  clone(folder, process.argv.includes("--uncommitted"));
  for (const which of ["fresh set-up", "second start"]) {
    const { seconds, said } = await timeLab(folder);
    for (const line of said) console.log(`  ${line}`);
    console.log(`${which}: ${seconds.toFixed(1)} s from "npm run lab" to a server that answers`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
