/**
 * CLIP in the kernel against CLIP in Python: images per second from files on disk to vectors, decoding and resizing included.
 *
 *     npm run bench:inference -- --python venv/bin/python [--images 48] [--rounds 5]
 *
 * Both sides take turns in one run, on the same files, with the same random weights of ViT-B/32's size, batches of 16 and all cores;
 * the figure to look at is the ratio. The Python needs numpy, onnxruntime and pillow, and, once, to make the model, torch and
 * transformers. The model is kept in runs/bench-inference.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const PROGRAM = join(ROOT, "bench", "inference-clip.py");
const MODEL = join(ROOT, "runs", "bench-inference", "clip-vit-base-patch32-random");
const BATCH = 16; // as in embed/clip/clip-job.ts
const SIZES = [
  [640, 480],
  [480, 640],
  [1024, 768],
  [500, 333],
  [1600, 1200],
  [256, 256],
];

const require = createRequire(join(ROOT, "kernel-helpers", "package.json"));
const sharp = require("sharp");
const { clip } = require(join(ROOT, "kernel-helpers", "dist", "embed", "clip.js"));
const { createInferenceProcess } = require(join(ROOT, "kernel-helpers", "dist", "inference", "inference-process.js"));

const { values } = parseArgs({
  options: {
    python: { type: "string", default: process.env.DATACRAFTER_BENCH_PYTHON ?? "python3" },
    images: { type: "string", default: "48" },
    rounds: { type: "string", default: "5" },
  },
});

/** JPEG files of the sizes that cameras and datasets have, with something to see in them. */
async function drawImages(folder, count) {
  await mkdir(folder, { recursive: true });
  const paths = [];
  for (let i = 0; i < count; i++) {
    const [width, height] = SIZES[i % SIZES.length];
    const path = join(folder, `${i}.jpg`);
    await sharp({
      create: {
        width,
        height,
        channels: 3,
        background: { r: (i * 37) % 256, g: (i * 91) % 256, b: 120 },
        noise: { type: "gaussian", mean: 120, sigma: 60 },
      },
    })
      .blur(2)
      .jpeg({ quality: 90 })
      .toFile(path);
    paths.push(path);
  }
  return paths;
}

function makeModel(python) {
  if (existsSync(join(MODEL, "preprocessor_config.json"))) return;
  console.log(`Making a model of ViT-B/32's size in ${MODEL} ...`);
  const { status } = spawnSync(python, [PROGRAM, "make", MODEL], { stdio: "inherit" });
  if (status !== 0)
    throw new Error(`${python} could not make the model; give --python one that has torch and transformers.`);
}

/** Asks the Python process to embed files; one question at a time. */
function servePython(python) {
  const child = spawn(python, [PROGRAM, "serve", MODEL, String(BATCH)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (paths) => {
      child.stdin.write(`${JSON.stringify(paths)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`${python} ended; it needs numpy, onnxruntime and pillow.`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const cosine = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

makeModel(values.python);
const folder = await mkdtemp(join(tmpdir(), "datacrafter-bench-"));
const inference = createInferenceProcess();
const python = servePython(values.python);
try {
  const paths = await drawImages(folder, Number(values.images));
  const images = paths.map((path) => ({ id: path, path, className: "any" }));
  const ours = async () => {
    const embedder = clip(MODEL, { inference }); // a new one knows no vectors yet; the process keeps the model
    const start = performance.now();
    const rows = await embedder.embed(images);
    return { seconds: (performance.now() - start) / 1000, rows };
  };
  // both load the model and warm up
  const first = await ours();
  const reference = await python.ask(paths);
  const agreement = cosine(reference.last, first.rows.data.slice(-first.rows.columns));
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const theirs = await python.ask(paths);
    rounds.push({ ours: (await ours()).seconds, theirs: theirs.seconds, reading: theirs.reading });
  }
  const perSecond = (seconds) => (images.length / seconds).toFixed(1);
  console.log(
    `${images.length} JPEG files, ${cpus().length} cores, batches of ${BATCH}, median of ${rounds.length} rounds side by side`,
  );
  console.log(`DataCrafter  ${perSecond(median(rounds.map((round) => round.ours)))} images/s`);
  console.log(
    `Python       ${perSecond(median(rounds.map((round) => round.theirs)))} images/s (onnxruntime and Pillow; reading and resizing are ${Math.round(100 * median(rounds.map((round) => round.reading / round.theirs)))} % of it)`,
  );
  console.log(
    `ratio        ${median(rounds.map((round) => round.theirs / round.ours)).toFixed(2)} (1 or more: not slower than Python); rounds ${rounds.map((round) => (round.theirs / round.ours).toFixed(2)).join(" ")}`,
  );
  const fastest = (name) => Math.min(...rounds.map((round) => round[name]));
  console.log(
    `fastest      ${(fastest("theirs") / fastest("ours")).toFixed(2)} (ratio of each side's fastest round: least disturbed by other programs)`,
  );
  console.log(`same vectors cosine ${agreement.toFixed(6)}`);
} finally {
  python.end();
  inference.close();
  await rm(folder, { recursive: true, force: true });
}
