/**
 * How many annotated images a zero-shot calibration needs, on worlds in which the truth is known: precision and recall on images that it
 * never saw, beside what it foretells of itself, thresholds without pooling, and the best that thresholds can do.
 *
 *     npm run build -w kernel-helpers && node bench/zero-shot-calibration.mjs [--worlds 8] [--unseen 1000]
 *
 * 20 words: 12 that hold or not (in 3 to 50 % of the images), 4 colours and 4 scenes of which at most one holds; cosines of images with a
 * word lie 1.5 to 4 standard deviations above the others. 400 images are at hand, of which the first 10, 25, 50 or 100 are annotated.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { LABELS, VOCABULARY, zeroShotWorld } from "./zero-shot-world.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const dist = (path) => require(join(ROOT, "kernel-helpers", "dist", path));
const { calibrateZeroShot } = dist("label/calibrate-zero-shot.js");
const { zeroShotLabels } = dist("label/zero-shot-labels.js");
const { createRandom, randomNormal } = dist("linalg/random.js");

const { values } = parseArgs({
  options: { worlds: { type: "string", default: "8" }, unseen: { type: "string", default: "1000" } },
});
const AT_HAND = 400;
const UNSEEN = Number(values.unseen);

/** @returns precision, recall and F1 of all labels together */
function score(images, found, truth) {
  let given = 0;
  let holds = 0;
  let correct = 0;
  images.forEach(({ id }, i) => {
    const labels = new Set(truth.get(id));
    given += found[i].length;
    holds += labels.size;
    correct += found[i].filter((label) => labels.has(label)).length;
  });
  return { precision: correct / given, recall: correct / holds, f1: (2 * correct) / (given + holds) };
}

async function apply(embedder, calibration, images) {
  return (await zeroShotLabels(embedder, calibration).label(images)).map(({ labels }) => labels);
}

/** Each word for itself: the cosine with the best F1 among the annotated images; never, where the word holds in none. */
async function eachAlone({ embedder, truth }, annotated, images) {
  const texts = await embedder.embedTexts(LABELS);
  const cosines = async (some) => {
    const { data, columns, rows } = await embedder.embed(some);
    return Array.from({ length: rows }, (_, i) =>
      LABELS.map((_label, j) => {
        let sum = 0;
        for (let k = 0; k < columns; k++) sum += data[i * columns + k] * texts.data[j * columns + k];
        return sum;
      }),
    );
  };
  const known = await cosines(annotated);
  const thresholds = LABELS.map((label, j) =>
    bestThreshold(annotated.map(({ id }, i) => ({ cosine: known[i][j], holds: truth.get(id).includes(label) }))),
  );
  return (await cosines(images)).map((row) => LABELS.filter((_label, j) => row[j] >= thresholds[j]));
}

function bestThreshold(cases) {
  const sorted = [...cases].sort((a, b) => b.cosine - a.cosine);
  const truths = cases.filter(({ holds }) => holds).length;
  let best = { threshold: Number.POSITIVE_INFINITY, f1: 0 };
  let correct = 0;
  sorted.forEach(({ cosine, holds }, rank) => {
    correct += holds;
    const f1 = (2 * correct) / (rank + 1 + truths);
    if (f1 > best.f1) best = { threshold: (cosine + (sorted[rank + 1]?.cosine ?? cosine)) / 2, f1 };
  });
  return best.threshold;
}

const rows = new Map();
function note(row, column, scores) {
  const columns = rows.get(row) ?? new Map();
  columns.set(column, [...(columns.get(column) ?? []), scores]);
  rows.set(row, columns);
}

for (let seed = 1; seed <= Number(values.worlds); seed++) {
  const random = createRandom(seed);
  const world = zeroShotWorld({ images: AT_HAND + UNSEEN, random, normal: () => randomNormal(random) });
  const { images, truth, embedder } = world;
  const atHand = images.slice(0, AT_HAND);
  const unseen = images.slice(AT_HAND);
  for (const count of [10, 25, 50, 100]) {
    const annotated = atHand.slice(0, count);
    const reference = new Map(annotated.map(({ id }) => [id, truth.get(id)]));
    const calibration = await calibrateZeroShot(embedder, VOCABULARY, atHand, { reference });
    note(`${count} annotated`, "calibrated", score(unseen, await apply(embedder, calibration, unseen), truth));
    note(`${count} annotated`, "foretold", calibration.quality);
    note(`${count} annotated`, "each alone", score(unseen, await eachAlone(world, annotated, unseen), truth));
  }
  const alone = await calibrateZeroShot(embedder, VOCABULARY, atHand);
  const decided = new Set(alone.labels.filter(({ line }) => line).map(({ label }) => label));
  const found = await apply(embedder, alone, unseen);
  note("none annotated", "calibrated", score(unseen, found, truth));
  const ofDecided = new Map([...truth].map(([id, labels]) => [id, labels.filter((label) => decided.has(label))]));
  note(`none, of the words that are decided`, "calibrated", score(unseen, found, ofDecided));
  note("none annotated", "decided", { decided: decided.size });
  const best = await calibrateZeroShot(embedder, VOCABULARY, unseen, { reference: truth });
  note("best possible", "calibrated", score(unseen, await apply(embedder, best, unseen), truth));
}

const mean = (list, key) => list.reduce((sum, one) => sum + one[key], 0) / list.length;
const three = (list) =>
  list ? ["precision", "recall", "f1"].map((key) => mean(list, key).toFixed(3)).join(" / ") : "";
console.log(
  `| precision / recall / F1, mean of ${values.worlds} worlds | on unseen images | foretold by cross-validation | each word alone, no pooling |`,
);
console.log("|---|---|---|---|");
for (const [row, columns] of rows) {
  console.log(
    `| ${row} | ${["calibrated", "foretold", "each alone"].map((key) => three(columns.get(key))).join(" | ")} |`,
  );
}
console.log(
  `\nWithout annotation, ${mean(rows.get("none annotated").get("decided"), "decided").toFixed(1)} of ${LABELS.length} words are decided.`,
);
