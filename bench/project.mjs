/**
 * How good and how fast a projection is, on a folder { image-features.npy, label-features.npy, relation.json }:
 *     npm run build --workspace kernel-helpers && node bench/project.mjs --data DIR [--method m2m|pca] [--seed 1] [--out FILE]
 * Prints the eleven numbers of a joint layout of images and labels, their mean, the seconds taken and the longest time the event loop waited.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";

const { values: args } = parseArgs({
  options: {
    data: { type: "string" },
    method: { type: "string", default: "m2m" },
    seed: { type: "string", default: "1" },
    out: { type: "string" },
    dist: { type: "string", default: join(import.meta.dirname, "../kernel-helpers/dist") },
  },
});
if (!args.data) {
  console.error(
    "bench/project: no folder; give --data DIR with image-features.npy, label-features.npy and relation.json.",
  );
  process.exit(2);
}
const load = createRequire(import.meta.url);
const { projectors } = load(join(args.dist, "project/projectors.js"));
const { trustworthiness, continuity, rankAgreement, cosineDistances, planeDistances } = load(
  join(args.dist, "project/quality.js"),
);
const { labelToImageAuc, imageToLabelAuc, classPurity } = load(join(args.dist, "project/cross-modal-quality.js"));

/** A two-dimensional little-endian float32 array in numpy's format 1.0. */
function readNpy(path) {
  const bytes = readFileSync(path);
  const headerLength = bytes.readUInt16LE(8);
  const header = bytes.toString("latin1", 10, 10 + headerLength);
  const [, rows, columns] = header.match(/'shape': \((\d+), (\d+)\)/).map(Number);
  if (!header.includes("'<f4'") || header.includes("'fortran_order': True"))
    throw new Error(`${path}: not float32 rows.`);
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + 10 + headerLength));
  return { rows, columns, data };
}

async function judge(images, labels, relation, classes, layout) {
  const [xi, xl, yi, yl] = [
    cosineDistances(images, labels),
    cosineDistances(labels, images),
    planeDistances(layout.images, layout.labels),
    planeDistances(layout.labels, layout.images),
  ];
  const toImages = { queries: labels.rows, candidates: images.rows, k: 15, isSameSet: false };
  const toLabels = { queries: images.rows, candidates: labels.rows, k: 10, isSameSet: false };
  return {
    "II T": await trustworthiness(images, layout.images, 15),
    "II C": await continuity(images, layout.images, 15),
    "LL T": await trustworthiness(labels, layout.labels, 10),
    "LL C": await continuity(labels, layout.labels, 10),
    "L>I T": await rankAgreement("L>I T", { ...toImages, shown: yl, truth: xl }),
    "L>I C": await rankAgreement("L>I C", { ...toImages, shown: xl, truth: yl }),
    "I>L T": await rankAgreement("I>L T", { ...toLabels, shown: yi, truth: xi }),
    "I>L C": await rankAgreement("I>L C", { ...toLabels, shown: xi, truth: yi }),
    "L>I AUC": labelToImageAuc(layout, relation),
    "I>L AUC": imageToLabelAuc(layout, relation),
    purity: classPurity(layout.images, classes, 10),
  };
}

const images = readNpy(join(args.data, "image-features.npy"));
const labels = readNpy(join(args.data, "label-features.npy"));
const { imageLabels, imageClass } = JSON.parse(readFileSync(join(args.data, "relation.json"), "utf8"));
const relation = { imageLabels };
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const started = performance.now();
const layout = await projectors[args.method](images, labels, relation, { seed: Number(args.seed) });
const seconds = (performance.now() - started) / 1000;
delay.disable();
const numbers = await judge(images, labels, relation, imageClass, layout);
const values = Object.values(numbers);
console.log(
  `${args.method}, seed ${args.seed}: ${images.rows} images, ${labels.rows} labels, ${images.columns} dimensions`,
);
for (const [name, value] of Object.entries(numbers)) console.log(`  ${name.padEnd(8)} ${value.toFixed(3)}`);
console.log(`  ${"mean".padEnd(8)} ${(values.reduce((a, b) => a + b) / values.length).toFixed(3)}`);
console.log(
  `  seconds  ${seconds.toFixed(2)}; longest wait of the event loop ${(delay.max / 1e6).toFixed(0)} ms; memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);
if (args.out) {
  const pairs = (positions) =>
    Array.from({ length: positions.length / 2 }, (_, i) => [positions[2 * i], positions[2 * i + 1]]);
  writeFileSync(args.out, JSON.stringify({ images: pairs(layout.images), labels: pairs(layout.labels), seconds }));
}
