import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const REPOSITORY = resolve(__dirname, "../..");

/** A small repository with the real scripts, where npm and python3 are fake-tools.mjs. */
export interface FakeRepository {
  readonly root: string;
  /** Starts one of the scripts ("setup", "lab", ...) with nothing but the fake tools on PATH. */
  run(script: string, words?: readonly string[], env?: Record<string, string>): Promise<Ended>;
  /** what npm and python3 were asked since the last question, in order */
  calls(): readonly string[];
  write(path: string, content: string): void;
  exists(path: string): boolean;
  remove(): void;
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** What an install leaves behind, without the parts that need a real build. */
const INSTALL_STUB = `
const { existsSync, mkdirSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
exports.isInstalled = (dataDir) => existsSync(join(dataDir, "kernel.json"));
exports.install = async (dataDir) => {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, "kernel.json"), "{}");
};`;

const FILES: Record<string, string> = {
  "package.json": "{}",
  "package-lock.json": JSON.stringify({ packages: { "": {}, "node_modules/a": { version: "1.0.0" } } }),
  "tsconfig.base.json": "{}",
  "kernel-helpers/src/index.ts": "",
  "widgets/src/index.ts": "",
  "labextension/src/plugin.ts": "",
  "notebooks/01-quickstart.ipynb": "{}",
  "built/kernel-helpers/dist/index.js": "",
  "built/kernel-helpers/dist/cli/install.js": INSTALL_STUB,
  "built/kernel-helpers/src/cli/install.ts": "",
  "built/widgets/lib/index.js": "",
  "built/widgets/dist/index.js": "",
  "built/labextension/dist/package.json": "{}",
};

export function makeFakeRepository(): FakeRepository {
  const root = mkdtempSync(join(tmpdir(), "datacrafter-set-up-"));
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, content] of Object.entries(FILES)) write(path, content);
  cpSync(join(REPOSITORY, "scripts"), join(root, "scripts"), { recursive: true });
  cpSync(join(root, "built/kernel-helpers/src"), join(root, "kernel-helpers/src"), { recursive: true });
  writeTools(root);
  return {
    root,
    write,
    run: (script, words = [], env = {}) => runScript(root, script, words, env),
    calls: () => takeCalls(root),
    exists: (path) => existsSync(join(root, path)),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}

function writeTools(root: string): void {
  const tool = `#!${process.execPath}\n${readFileSync(join(__dirname, "fake-tools.mjs"), "utf8")}`;
  mkdirSync(join(root, "bin"));
  // the files must end in no extension, so Node takes them for modules by this
  writeFileSync(join(root, "bin", "package.json"), '{ "type": "module" }');
  for (const name of ["npm", "python3"]) {
    writeFileSync(join(root, "bin", name), tool);
    chmodSync(join(root, "bin", name), 0o755);
  }
}

function runScript(
  root: string,
  script: string,
  words: readonly string[],
  env: Record<string, string>,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, "scripts", `${script}.mjs`), ...words], {
    cwd: root,
    env: { PATH: join(root, "bin"), HOME: root, FAKE_ROOT: root, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
  return new Promise((ended) => child.once("close", (code) => ended({ code, output })));
}

function takeCalls(root: string): readonly string[] {
  const path = join(root, "calls.log");
  const calls = existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  rmSync(path, { force: true });
  return calls;
}
