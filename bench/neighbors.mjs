/**
 * How fast exact nearest neighbours are by matrix products in the inference process, against the plain loops:
 *     npm run build --workspace kernel-helpers && node bench/neighbors.mjs [--rows 1000,10000] [--columns 768] [--k 45]
 * Prints for each number of rows: seconds of both, their ratio, recall against the plain exact answer, the longest time the event loop waited,
 * and the peak memory of both processes. Above 5,000 rows the plain loops search for a sample of 200 rows only; their seconds are scaled up from it.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";

const { values: args } = parseArgs({
  options: {
    rows: { type: "string", default: "1000,10000" },
    columns: { type: "string", default: "768" },
    k: { type: "string", default: "45" },
    seed: { type: "string", default: "1" },
  },
});
const load = createRequire(import.meta.url);
const built = (name) => load(join(import.meta.dirname, "../kernel-helpers/dist", `${name}.js`));
const { createMatrix, selectRows } = built("linalg/matrix");
const { createRandom, randomInteger, randomNormal } = built("linalg/random");
const { plainNeighbors } = built("linalg/plain-neighbors");
const { nearestNeighbors } = built("linalg/neighbors");
const { createInferenceProcess } = built("inference/inference-process");

const MOST_ROWS_PLAIN = 5000;
const SAMPLE = 200;

/** Image embeddings as CLIP's are: a common direction, a cluster per 50 images, spread that falls off over the dimensions, 1 % doubles. */
function clusteredRows(rows, columns, seed) {
  const random = createRandom(seed);
  const spread = Float64Array.from({ length: columns }, (_, j) => 1 / Math.sqrt(1 + j / 20));
  const draw = (scale) => Float64Array.from(spread, (s) => scale * s * randomNormal(random));
  const common = draw(1);
  const centres = Array.from({ length: Math.ceil(rows / 50) }, () => draw(0.6));
  const noise = Array.from({ length: 997 }, () => draw(0.5)); // summed in pairs: a draw per number would take longer than the search
  const points = createMatrix(rows, columns);
  for (let i = 0; i < rows; i++) {
    if (i > 0 && random() < 0.01) {
      const original = randomInteger(random, i);
      points.data.copyWithin(i * columns, original * columns, (original + 1) * columns);
      continue;
    }
    const centre = centres[randomInteger(random, centres.length)];
    const [a, b] = [noise[randomInteger(random, noise.length)], noise[randomInteger(random, noise.length)]];
    const share = random();
    for (let j = 0; j < columns; j++)
      points.data[i * columns + j] = common[j] + centre[j] + share * a[j] + (1 - share) * b[j];
  }
  return points;
}

async function timed(task) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const began = performance.now();
  const result = await task();
  const seconds = (performance.now() - began) / 1000;
  delay.disable();
  return { result, seconds, longestWaitMs: delay.max / 1e6 - 5 };
}

/** The neighbours of some rows by plain loops, as rows of indices without the row itself. */
async function plainAnswer(points, asked, k) {
  if (asked.length === points.rows) {
    const { indices } = await plainNeighbors(points, null, k);
    return asked.map((i) => [...indices.subarray(i * k, (i + 1) * k)]);
  }
  const { indices } = await plainNeighbors(selectRows(points, asked), points, k + 1);
  return asked.map((row, i) =>
    [...indices.subarray(i * (k + 1), (i + 1) * (k + 1))].filter((j) => j !== row).slice(0, k),
  );
}

/** Peak resident memory of a process, MB; undefined where /proc does not say. */
function peakMemory(pid) {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1e3);
  } catch {
    return undefined;
  }
}

async function compare(rows, columns, k) {
  const points = clusteredRows(rows, columns, Number(args.seed));
  const inference = createInferenceProcess();
  const ours = await timed(() => nearestNeighbors(points, k, { inference }));
  const child = peakMemory(inference.pid);
  inference.close();
  const asked = Array.from({ length: Math.min(rows, rows > MOST_ROWS_PLAIN ? SAMPLE : rows) }, (_, i) => i);
  const plain = await timed(() => plainAnswer(points, asked, k));
  const scale = asked.length < rows ? rows / asked.length / 2 : 1; // among themselves each pair is computed once
  const found = plain.result.flatMap((list, i) => {
    const mine = new Set(ours.result.indices.subarray(i * k, (i + 1) * k));
    return list.map((j) => mine.has(j));
  });
  const plainSeconds = plain.seconds * scale;
  return {
    rows,
    "plain s": `${asked.length < rows ? "~" : ""}${plainSeconds.toFixed(2)}`,
    "ours s": ours.seconds.toFixed(2),
    ratio: (plainSeconds / ours.seconds).toFixed(1),
    recall: (found.filter(Boolean).length / found.length).toFixed(6),
    "longest wait ms": ours.longestWaitMs.toFixed(1),
    "peak MB here": peakMemory(process.pid) ?? Math.round(process.resourceUsage().maxRSS / 1e3),
    "peak MB inference": child ?? "unknown",
  };
}

for (const rows of args.rows.split(",").map(Number)) {
  console.log(JSON.stringify(await compare(rows, Number(args.columns), Number(args.k))));
}
