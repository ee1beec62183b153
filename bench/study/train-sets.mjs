import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGES = ["torch==2.15.0", "torchvision"];

/** Test accuracy of the same small network, trained from scratch on the pixels of each set (train_cnn.py). */
export async function trainSets({ classes, originals, unguided, guided, tests }, seed) {
  const python = await pythonWithTorch();
  const list = (images) => images.map(({ path, className }) => ({ path, label: classes.indexOf(className) }));
  const job = {
    ...{ seed, classes: classes.length, tests: list(tests) },
    sets: {
      originals: { images: list(originals), augmented: 0 },
      augmented: { images: list(originals), augmented: guided.length },
      unguided: { images: list([...originals, ...unguided]), augmented: 0 },
      guided: { images: list([...originals, ...guided]), augmented: 0 },
    },
  };
  const path = join(dirname(tests[0].path), "..", "..", "..", "study.json");
  await writeFile(path, JSON.stringify(job));
  const { stdout } = await run(python, [fileURLToPath(new URL("train_cnn.py", import.meta.url)), path], {
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout.trim().split("\n").at(-1));
}

/** The project's own Python, with PyTorch in it; STUDY_PYTHON names another one that has it. */
async function pythonWithTorch() {
  const own = join(ROOT, ".venv", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const python = process.env.STUDY_PYTHON ?? own;
  if (!existsSync(python)) throw new Error(`study: no ${python}; run "npm run setup" once, or use --probe.`);
  const has = await run(python, ["-c", "import torch, torchvision"]).then(
    () => true,
    () => false,
  );
  if (!has) {
    process.stdout.write(`study: installing ${PACKAGES.join(" ")} into ${python}, once\n`);
    await run(python, ["-m", "pip", "install", "--quiet", ...PACKAGES], { maxBuffer: 1e8 });
  }
  return python;
}
