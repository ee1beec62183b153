import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { endOnSignals } from "../support/end-on-signals.mjs";
import { Failure } from "../support/failure.mjs";
import { run } from "../support/run.mjs";

const MODULES = ["torch", "numpy", "onnx", "onnxruntime", "tokenizers", "PIL"];

/**
 * npm run train:world: makes the small world's models with models/train.py, whose words it takes (--smoke, --minutes, --run ...).
 * Python is the one PYTHON names, else python3; it must hold what models/requirements.txt lists.
 * @param {string[]} words  @returns {Promise<number>} exit code
 */
export async function main(words) {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const python = process.env.PYTHON ?? "python3";
  if (!existsSync(join(root, "kernel-helpers/dist/index.js"))) {
    throw new Failure(
      'train:world: kernel-helpers is not built; run "npm run build" once, then the same command again.',
    );
  }
  await refuseWithoutModules(python);
  endOnSignals("train:world: stopped; the same command goes on from the last checkpoint.");
  const env = { ...process.env, NODE: process.execPath, PYTHONUNBUFFERED: "1" };
  const ended = await run([python, join(root, "models/train.py"), ...words], { cwd: root, env, stream: true });
  return ended.code;
}

/** @param {string} python */
async function refuseWithoutModules(python) {
  const question = `import importlib.util as u, json; print(json.dumps([m for m in ${JSON.stringify(MODULES)} if u.find_spec(m) is None]))`;
  const asked = await run([python, "-c", question]);
  if (asked.code !== 0) {
    throw new Failure(
      `train:world: ${python} does not run; install Python 3.10 or newer, or name one: PYTHON=PATH npm run train:world.`,
    );
  }
  const missing = JSON.parse(asked.output.trim().split("\n").at(-1) ?? "[]");
  if (missing.length === 0) return;
  throw new Failure(
    `train:world: ${python} has no ${missing.join(", ")}; run "${python} -m pip install -r models/requirements.txt" in an environment of its own and name its Python: PYTHON=PATH npm run train:world.`,
  );
}
