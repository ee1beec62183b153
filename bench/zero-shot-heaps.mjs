/**
 * When the calibration without a reference finds two heaps in the cosines of a word: how often where there are two, and how often where there
 * is one of an odd shape.
 *
 *     npm run build -w kernel-helpers && node bench/zero-shot-heaps.mjs [--tries 40]
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);
const dist = (path) => require(join(ROOT, "kernel-helpers", "dist", path));
const { splitMixture } = dist("label/zero-shot/split-mixture.js");
const { createRandom, randomNormal } = dist("linalg/random.js");

const { values } = parseArgs({ options: { tries: { type: "string", default: "40" } } });
const TRIES = Number(values.tries);
const IMAGES = [50, 100, 400, 1000];
const random = createRandom(3);
const normal = () => randomNormal(random);
const exponential = () => -Math.log(1 - random());
const sum = (count, draw) => Array.from({ length: count }, draw).reduce((a, b) => a + b, 0);

const ONE_HEAP = {
  normal,
  "skew normal": () => 0.95 * Math.abs(normal()) + 0.31 * normal(),
  "gamma, shape 9": () => sum(9, exponential),
  "gamma, shape 4": () => sum(4, exponential),
  exponential,
  "Student's t, 5 degrees of freedom": () => normal() / Math.sqrt(sum(5, () => normal() ** 2) / 5),
  uniform: random,
};
const TWO_HEAPS = [2.5, 3, 4, 5].flatMap((apart) => [0.03, 0.1, 0.3, 0.5, 0.8].map((share) => ({ apart, share })));

function shareSplit(images, draw) {
  let split = 0;
  for (let t = 0; t < TRIES; t++) if (splitMixture(Float64Array.from({ length: images }, draw))) split++;
  return (split / TRIES).toFixed(2);
}

function printRow(name, draw) {
  console.log(`| ${name} | ${IMAGES.map((images) => shareSplit(images, draw)).join(" | ")} |`);
}

console.log(
  `| share of ${TRIES} tries cut into two heaps | ${IMAGES.map((images) => `${images} images`).join(" | ")} |`,
);
console.log(`|---|${IMAGES.map(() => "---|").join("")}`);
for (const [name, draw] of Object.entries(ONE_HEAP)) printRow(`one heap: ${name}`, draw);
for (const { apart, share } of TWO_HEAPS) {
  printRow(`${100 * share} % lie ${apart} standard deviations higher`, () => normal() + (random() < share ? apart : 0));
}
