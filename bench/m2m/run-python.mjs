import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SCRIPT = join(import.meta.dirname, "..", "peers.py");

/** What peers.py can run. */
export const PYTHON_METHODS = ["scikit-learn t-SNE", "umap-learn"];

/**
 * A Python method on a folder, in a Python of its own.
 * @param {string} python the program
 * @param {{ folder: string, method: string, seed: number }} task method one of PYTHON_METHODS
 * @returns as projectFolder's, without waitMs
 * @throws Error with the last line Python said
 */
export async function runPython(python, { folder, method, seed }) {
  const temporary = mkdtempSync(join(tmpdir(), "datacrafter-bench-"));
  try {
    const out = join(temporary, "layout.json");
    await run(python, [SCRIPT, "--data", folder, "--method", method, "--seed", String(seed), "--out", out]);
    const { images, labels, seconds, memoryMb } = JSON.parse(readFileSync(out, "utf8"));
    const flat = (pairs) => Float32Array.from(pairs.flat());
    return { layout: { images: flat(images), labels: flat(labels) }, seconds, memoryMb };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function run(program, args) {
  return new Promise((resolve, reject) => {
    // OpenMP's threads wait by spinning: on a machine that is not idle scikit-learn would take a hundred times as long
    const env = { OMP_WAIT_POLICY: "PASSIVE", ...process.env };
    const child = spawn(program, args, { env, stdio: ["ignore", "inherit", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said = (said + text).slice(-4000);
    });
    child.once("error", (error) => reject(new Error(`${program} does not start: ${error.message}`)));
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(said.trim().split("\n").at(-1) || `${program} ended with code ${code}`));
    });
  });
}
