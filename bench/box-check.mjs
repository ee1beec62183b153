/**
 * Which similarity tells an image that kept the shapes of its source from one that did not? The check of session.export({ boxes }) on whole critters:
 *   npm run bench:boxes
 * Prints least, 5 %, median, 95 % and most of the similarity of sources to what was made of them, to themselves moved by a sixth of the width, and to one another.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(new URL("../kernel-helpers/package.json", import.meta.url));
const dc = require("./dist/index.js");
const { readStructure, structureSimilarity } = require("./dist/images/structure-similarity.js");
const sharp = require("sharp");

const WHOLE = { x: 0, y: 0, width: 1, height: 1 };
const SOURCES = 14;
const critters = await dc.loadCritters(join(tmpdir(), "datacrafter-box-check"));
const training = critters.images.filter(({ split }) => split === "train");
const sources = training.filter((_, i) => i % Math.floor(training.length / SOURCES) === 0).slice(0, SOURCES);
const structures = await Promise.all(sources.map(async ({ path }) => readStructure(await readFile(path))));

const FILTERED = [
  "a bright {class}",
  "a night {class}",
  "a sketch of a {class}",
  "a watercolor of a {class}, sepia",
  "a dark, foggy, blurred {class}",
];
const DRAWN = ["a cartoon of a {class} in the snow", "a sketch of a {class} at night"];
print("filters", await similarities(dc.filters(), FILTERED));
for (const strength of [0.3, 0.5, 0.7, 0.9]) {
  print(`small world, strength ${strength}`, await similarities(dc.smallWorld({ strength }).generator, DRAWN));
}
print(
  "moved by a sixth",
  await Promise.all(
    sources.map(async (image, i) => similarity(structures[i], await readStructure(await moved(image)))),
  ),
);
print(
  "two critters",
  structures.flatMap((a, i) => structures.slice(0, i).map((b) => similarity(a, b))),
);
// the inference process would keep this one waiting for its idle time
process.exit(0);

async function similarities(generator, prompts) {
  const requests = sources.flatMap((source, i) =>
    prompts.map((prompt) => ({ source, i, prompt: prompt.replace("{class}", source.className) })),
  );
  return Promise.all(
    requests.map(async ({ source, i, prompt }) => {
      const { png } = await generator.generate({ prompt, source, seed: i + 1 });
      return similarity(structures[i], await readStructure(Buffer.from(png)));
    }),
  );
}

function similarity(a, b) {
  return structureSimilarity(a, b, WHOLE);
}

async function moved({ path, width, height }) {
  const left = Math.round(width / 6);
  const wider = await sharp(path).flatten({ background: "#fff" }).extend({ left, background: "#fff" }).png().toBuffer();
  return sharp(wider).extract({ left: 0, top: 0, width, height }).png().toBuffer();
}

function print(name, values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor(share * (sorted.length - 1))].toFixed(2);
  process.stdout.write(`${name.padEnd(28)} ${[0, 0.05, 0.5, 0.95, 1].map(at).join("  ")}\n`);
}
