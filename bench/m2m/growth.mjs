import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureMethods } from "./measure-methods.mjs";
import { costTable, qualityTable } from "./quality-table.mjs";
import { runTask } from "./run-task.mjs";

const SIZES = [
  { images: 1_000, labels: 44 },
  { images: 2_000, labels: 80 },
  { images: 5_000, labels: 150 },
  { images: 10_000, labels: 300 },
];
const LARGE = { images: 100_000, labels: 1_000 };
const DIMENSIONS = 768;

/** Here m2m is compared with umap-js, as it comes and with our neighbours (umap), whatever methods were asked for. */
const PEER_IMAGES = 5_000;

/** The numbers of larger layouts are not computed, and Python's methods not waited for. */
const JUDGED_IMAGES = 2_000;
const PYTHON_IMAGES = 10_000;

/**
 * Seconds and memory on made-up data of growing size, and how they grow.
 * @param {{ methods: string[], seed: number, python?: string, isLarge: boolean, sizes?: { images: number, labels: number }[] }} settings
 * @param {(line: string) => void} say
 */
export async function printGrowth({ methods, seed, python, isLarge, sizes }, say) {
  const temporary = mkdtempSync(join(tmpdir(), "datacrafter-bench-"));
  const steps = [];
  try {
    for (const size of sizes ?? (isLarge ? [...SIZES, LARGE] : SIZES)) {
      const folder = join(temporary, String(size.images));
      mkdirSync(folder);
      await runTask({ kind: "make", folder, ...size, dimensions: DIMENSIONS, seed });
      console.log(`\n${size.images} images, ${size.labels} labels, ${DIMENSIONS} dimensions`);
      const isPeerSize = size.images === PEER_IMAGES;
      const settings = {
        methods: isPeerSize ? [...new Set([...methods, "umap", "umap-js"])] : methods,
        seed,
        python: size.images <= PYTHON_IMAGES ? python : undefined,
        isJudged: size.images <= JUDGED_IMAGES,
      };
      const measured = await measureMethods(folder, settings, say);
      rmSync(folder, { recursive: true });
      console.log(settings.isJudged ? qualityTable(measured) : costTable(measured));
      if (isPeerSize) printRatios(measured);
      steps.push({ points: size.images + size.labels, measured });
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  for (const method of methods) printExponents(method, steps);
}

function printRatios(measured) {
  const own = measured.find(({ name }) => name === "m2m");
  if (!own) return;
  for (const { name, values } of measured.filter(({ name }) => name !== "m2m")) {
    console.log(`${name} takes ${(values.seconds / own.values.seconds).toFixed(1)} times as long as m2m`);
  }
}

/** The power of n log n by which seconds and memory grow from size to size: 1 is n log n itself; n^2 comes out at about 1.8. */
function printExponents(method, steps) {
  const known = steps.flatMap(({ points, measured }) => {
    const values = measured.find(({ name }) => name === method)?.values;
    return values ? [{ work: points * Math.log(points), ...values }] : [];
  });
  if (known.length < 2) return;
  const power = (key, from, to) => Math.log(to[key] / from[key]) / Math.log(to.work / from.work);
  const between = (key) => known.slice(1).map((step, i) => power(key, known[i], step).toFixed(2));
  const overall = (key) => power(key, known[0], known.at(-1)).toFixed(2);
  console.log(`\n${method} grows as a power of n log n (1 is n log n itself; n^2 would be about 1.8)`);
  console.log(
    `  seconds: ${between("seconds").join(", ")} from size to size; ${overall("seconds")} from first to last`,
  );
  console.log(
    `  memory:  ${between("memoryMb").join(", ")} from size to size; ${overall("memoryMb")} from first to last`,
  );
}
