/**
 * Stands in for npm and python3 in tests of set-up: makes what the real ones would leave behind, in milliseconds, and notes each call in calls.log.
 * FAKE_KILL="npm ci" cuts set-up off in the middle of that call; FAKE_FAIL="npm ci=ENOTFOUND ..." makes it fail with those words.
 */
import { appendFileSync, chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const root = process.env.FAKE_ROOT;
const program = basename(process.argv[1]);
const words = process.argv.slice(2);

if (program === "npm") npm();
else if (words[0] === "-c") python();
else if (words[1] === "venv") venv();
else if (words[1] === "pip") call("pip", () => {});

function call(name, work) {
  appendFileSync(join(root, "calls.log"), `${name}\n`);
  if (process.env.FAKE_KILL === name) return process.kill(process.ppid, "SIGKILL");
  const [failing, output] = (process.env.FAKE_FAIL ?? "").split("=");
  if (failing === name) {
    console.error(output);
    process.exit(1);
  }
  work();
}

function npm() {
  if (words[0] === "ping") {
    if (process.env.FAKE_PING) console.error(process.env.FAKE_PING);
    process.exit(process.env.FAKE_PING ? 1 : 0);
  } else if (words[0] === "ci") {
    rmSync(join(root, "node_modules"), { recursive: true, force: true });
    mkdirSync(join(root, "node_modules", "a"), { recursive: true });
    call(words.includes("--offline") ? "npm ci --offline" : "npm ci", () =>
      copyFileSync(join(root, "package-lock.json"), join(root, "node_modules", ".package-lock.json")),
    );
  } else {
    const workspace = words[words.indexOf("--workspace") + 1];
    call(`build ${workspace}`, () =>
      cpSync(join(root, "built", workspace), join(root, workspace), { recursive: true }),
    );
  }
}

function python() {
  if (words[1].includes("metadata")) return console.log(process.env.FAKE_PACKAGES ?? "{}");
  const version = (process.env.FAKE_PYTHON ?? "3.12.1").split(".").map(Number);
  const canMakeEnvironments = process.env.FAKE_NO_VENV === undefined;
  console.log(
    JSON.stringify({
      executable: process.argv[1],
      version,
      prefix: dirname(dirname(process.argv[1])),
      canMakeEnvironments,
    }),
  );
}

function venv() {
  const target = join(words[2], "bin", "python");
  mkdirSync(dirname(target), { recursive: true });
  call("venv", () => {
    copyFileSync(process.argv[1], target);
    chmodSync(target, 0o755);
    writeFileSync(join(words[2], "pyvenv.cfg"), "");
  });
}
