/**
 * How good and how fast M2M and the other projectors are.
 *
 *     npm run bench:m2m -- --data DIR [--out FILE] [--methods m2m,tsne] [--seed 1] [--python PYTHON] [--stability]
 *     npm run bench:m2m -- --growth [--large] [--sizes 1000+44,2000+80] [--methods m2m] [--seed 1] [--python PYTHON]
 *
 * --data       a folder with image-features.npy, label-features.npy and relation.json (docs/quality.md). Prints for each method the eleven
 *              numbers of its layout of images and labels, their mean, seconds, the most memory held (the data included) and the longest the
 *              event loop waited. Each method runs in a process of its own. Figures in DIR/baselines.json are printed below.
 * --out        writes M2M's layout: {"images": [[x, y], ...], "labels": [[x, y], ...], "seconds": s}
 * --stability  lays out 80 % of the images and adds the others with that layout as the start
 * --growth     made-up data of growing size instead: seconds, memory, and the power of n log n they grow by
 * --python     also scikit-learn's t-SNE and umap-learn, where that Python has them
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { printGrowth } from "./m2m/growth.mjs";
import { measureMethods } from "./m2m/measure-methods.mjs";
import { packageParts } from "./m2m/package-parts.mjs";
import { printStability } from "./m2m/print-stability.mjs";
import { qualityTable } from "./m2m/quality-table.mjs";
import { compareToBaseline, readBaselines } from "./m2m/read-baselines.mjs";
import { readFolder } from "./m2m/read-folder.mjs";

const OPTIONS = {
  data: { type: "string" },
  out: { type: "string" },
  methods: { type: "string" },
  seed: { type: "string", default: "1" },
  python: { type: "string" },
  stability: { type: "boolean", default: false },
  growth: { type: "boolean", default: false },
  large: { type: "boolean", default: false },
  sizes: { type: "string" },
};

try {
  await main(parseArgs({ options: OPTIONS }).values);
} catch (error) {
  console.error(`bench:m2m: ${error.message}`);
  process.exitCode = 2;
}

async function main(args) {
  const known = Object.keys(packageParts().projectors);
  if (!args.data && !args.growth) {
    throw new Error(
      "nothing to measure; give --data DIR with image-features.npy, label-features.npy, relation.json, or --growth.",
    );
  }
  const seed = Number(args.seed);
  if (!Number.isInteger(seed)) throw new Error(`--seed ${args.seed} is no whole number.`);
  if (args.data) await compareOnFolder(args, methodsOf(args.methods, known, known), seed);
  if (args.growth) {
    const settings = {
      methods: methodsOf(args.methods, known, ["m2m"]),
      seed,
      python: args.python,
      isLarge: args.large,
    };
    await printGrowth({ ...settings, sizes: args.sizes && sizesOf(args.sizes) }, say);
  }
}

async function compareOnFolder({ data, out, python, stability }, methods, seed) {
  if (out && !methods.includes("m2m")) throw new Error("--out writes M2M's layout; add m2m to --methods.");
  const { images, labels } = readFolder(data);
  console.log(`${images.rows} images, ${labels.rows} labels, ${images.columns} dimensions, seed ${seed}`);
  const measured = await measureMethods(data, { methods, seed, python }, say);
  const baselines = readBaselines(data);
  console.log(qualityTable([...measured, ...baselines]));
  const own = measured.find(({ name }) => name === "m2m");
  if (own) for (const baseline of baselines) console.log(compareToBaseline(own.values, baseline));
  if (methods.includes("m2m") && !own) process.exitCode = 1;
  if (out && own) {
    const { images: imagePlaces, labels: labelPlaces } = own.layout;
    const layout = { images: pairs(imagePlaces), labels: pairs(labelPlaces), seconds: own.values.seconds };
    writeFileSync(out, JSON.stringify(layout));
  }
  if (stability) await printStability({ folder: data, method: "m2m", seed });
}

function methodsOf(list, known, usual) {
  const methods = list ? list.split(",").map((name) => name.trim()) : usual;
  const unknown = methods.find((method) => !known.includes(method));
  if (unknown !== undefined) throw new Error(`no method "${unknown}"; there are ${known.join(", ")}.`);
  return methods;
}

function sizesOf(list) {
  return list.split(",").map((size) => {
    const [, images, labels] = /^(\d+)\+(\d+)$/.exec(size.trim()) ?? [];
    if (images === undefined) throw new Error(`--sizes ${size}: give images+labels, for example 1000+44.`);
    return { images: Number(images), labels: Number(labels) };
  });
}

function pairs(positions) {
  return Array.from({ length: positions.length / 2 }, (_, i) => [positions[2 * i], positions[2 * i + 1]]);
}

/** Progress: not part of the result, so not on standard output. */
function say(line) {
  console.error(line);
}
