/**
 * Milliseconds from the end of a lasso on the map to the kernel having the selection: a session of 100,000 images, a real JupyterLab, a real kernel,
 * Chromium without a window, all on this machine.
 *   npm run bench:lasso -- [--images 100000] [--keep DIR]
 * Makes the session of "npm run bench:scale", in a temporary folder or in DIR, then drives the browser: lasso-to-kernel.bench.ts.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const repository = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { images: { type: "string", default: "100000" }, keep: { type: "string" } } });
const parent = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), "lasso-"));
const session = join(parent, "run");

try {
  if (!existsSync(join(session, "session.db"))) {
    run("bench/scale.mjs", "--images", values.images, "--keep", parent, "--make-only");
  }
  run("node_modules/@playwright/test/cli.js", "test", "-c", "bench/bench.config.ts", "lasso-to-kernel");
} finally {
  if (!values.keep) rmSync(parent, { recursive: true, force: true });
}

function run(...args) {
  const { status } = spawnSync(process.execPath, args, {
    cwd: repository,
    env: { ...process.env, LASSO_SESSION: session },
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
