/**
 * Draws the pictures a model of the small world is trained on, with captions and the truth, in several processes:
 *   node models/render.mjs FOLDER --split train --count 50000 [--seed 1] [--processes 2]
 * writes FOLDER/<split>.u8 (raw bytes, shape (count, 64, 64, 3)), FOLDER/<split>.jsonl (attributes and captions, a line per picture),
 * FOLDER/<split>.json (what was drawn) and FOLDER/grammar.json (the words of the captions).
 * Picture i depends on the seed, the split's name and i alone. A run that was killed goes on where it stopped.
 */
import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ATTRIBUTES, CAPTIONS_PER_IMAGE, captionsOf, vocabulary } from "./captions.mjs";

const require = createRequire(new URL("../kernel-helpers/package.json", import.meta.url));
const dist = (name) => require(`./dist/${name}.js`);
const { CRITTER_VALUES } = dist("dataset/critters/critter-attributes");
const { WIDE_DISTRIBUTION } = dist("dataset/critters/critter-distribution");
const { drawCritter } = dist("dataset/critters/draw-critter");
const { renderCritter } = dist("dataset/critters/render-critter");
const { sampleAttributes } = dist("dataset/critters/sample-attributes");
const { createRandom, seedFrom } = dist("linalg/random");
const sharp = require("sharp");

/** Side of the pictures, pixels. */
const SIZE = 64;
/** The renderer's modules; those that read, write or judge datasets decide no picture. */
const DRAWING = /(?<!load-critters|write-critters|judge-critters)\.js$/;
/** Pictures per file that is written whole or not at all. */
const CHUNK = 250;

/** One picture of a split: its attributes, captions and pixels (64 * 64 * 3 bytes, row by row). */
export async function drawExample(split, seed, index) {
  const random = createRandom(seedFrom(`${seed}/${split}/${index}`));
  const attributes = sampleAttributes(WIDE_DISTRIBUTION, random);
  // chance of its own, so that a new grammar changes no picture
  const captions = captionsOf(attributes, createRandom(seedFrom(`${seed}/${split}/${index}/captions`)));
  // through the PNG that users get, so that the pixels are theirs to the bit
  const png = await renderCritter(drawCritter(attributes, random), SIZE);
  return { attributes, captions, png };
}

const chunkName = (chunk) => `chunk-${String(chunk).padStart(5, "0")}`;

/** A worker's share: every `of`-th chunk. */
async function drawChunks({ folder, split, seed, count, worker, of }) {
  sharp.concurrency(1);
  for (let chunk = worker; chunk * CHUNK < count; chunk += of) {
    const place = join(folder, chunkName(chunk));
    const wanted = Math.min(CHUNK, count - chunk * CHUNK);
    if (existsSync(`${place}.jsonl`) && (await countLines(`${place}.jsonl`)) === wanted) {
      process.send({ kept: wanted });
      continue;
    }
    const lines = [];
    const pixels = Buffer.alloc(wanted * SIZE * SIZE * 3);
    for (let i = 0; i < wanted; i++) {
      const { attributes, captions, png } = await drawExample(split, seed, chunk * CHUNK + i);
      (await sharp(png).raw().toBuffer()).copy(pixels, i * SIZE * SIZE * 3);
      const truth = ATTRIBUTES.map((name) => CRITTER_VALUES[name].indexOf(attributes[name]));
      lines.push(JSON.stringify({ attributes: truth, captions }));
    }
    await writeWhole(`${place}.u8`, pixels);
    await writeWhole(`${place}.jsonl`, `${lines.join("\n")}\n`); // last: its presence says that the chunk is done
    process.send({ drawn: wanted });
  }
}

async function countLines(path) {
  return (await readFile(path, "utf8")).split("\n").length - 1;
}

async function writeWhole(path, contents) {
  await writeFile(`${path}.part`, contents);
  await rename(`${path}.part`, path);
}

async function joinChunks(folder, chunks, end, target) {
  const file = await open(`${target}.part`, "w");
  for (let chunk = 0; chunk < chunks; chunk++)
    await file.appendFile(await readFile(join(folder, chunkName(chunk) + end)));
  await file.sync();
  await file.close();
  await rename(`${target}.part`, target);
}

/** Changes with everything that decides a picture: the renderer's and the grammar's code. */
async function digestOfCode() {
  const critters = fileURLToPath(new URL("../kernel-helpers/dist/dataset/critters", import.meta.url));
  const files = (await readdir(critters, { recursive: true })).filter((name) => DRAWING.test(name)).sort();
  const hash = createHash("sha256");
  for (const path of [
    ...files.map((name) => join(critters, name)),
    fileURLToPath(new URL("captions.mjs", import.meta.url)),
  ]) {
    hash.update(await readFile(path));
  }
  return hash.digest("hex").slice(0, 16);
}

async function readJson(path) {
  return existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : null;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      split: { type: "string" },
      count: { type: "string" },
      seed: { type: "string", default: "1" },
      processes: { type: "string", default: "2" },
    },
  });
  const [folder] = positionals;
  const [count, of] = [Number(values.count), Number(values.processes)];
  if (!folder || !values.split || !(count > 0) || !(of > 0)) {
    throw new Error("render: give a folder, --split NAME and --count N; see the head of models/render.mjs.");
  }
  const recipe = { split: values.split, count, seed: Number(values.seed), size: SIZE, code: await digestOfCode() };
  const target = join(folder, recipe.split);
  const done = await readJson(`${target}.json`);
  if (done && Object.keys(recipe).every((key) => done[key] === recipe[key])) {
    print(`render: ${recipe.split}: ${count} pictures are there`);
    return;
  }
  const chunks = join(folder, `${recipe.split}-chunks`);
  await openChunks(chunks, recipe);
  const grammar = {
    attributes: ATTRIBUTES,
    values: CRITTER_VALUES,
    words: vocabulary(),
    captionsPerImage: CAPTIONS_PER_IMAGE,
  };
  await writeWhole(join(folder, "grammar.json"), JSON.stringify(grammar, null, 1));
  const { seconds, drawn } = await drawAll({ ...recipe, folder: chunks }, of);
  for (const end of [".u8", ".jsonl"]) await joinChunks(chunks, Math.ceil(count / CHUNK), end, target + end);
  const made = { ...recipe, seconds: (done?.seconds ?? 0) + seconds, drawnInLastRun: drawn, processes: of };
  await writeWhole(`${target}.json`, JSON.stringify(made, null, 1));
  await rm(chunks, { recursive: true });
}

/** The folder of half-finished work; emptied when it is the work of another renderer, grammar or seed. */
async function openChunks(folder, { count: _count, ...recipe }) {
  const path = join(folder, "recipe.json");
  if (JSON.stringify(await readJson(path)) !== JSON.stringify(recipe))
    await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeWhole(path, JSON.stringify(recipe));
}

async function drawAll(order, of) {
  const began = performance.now();
  let [drawn, kept, said] = [0, 0, began];
  await Promise.all(
    Array.from({ length: of }, async (_, worker) => {
      const child = fork(fileURLToPath(import.meta.url), ["--worker", JSON.stringify({ ...order, worker, of })]);
      child.on("message", (news) => {
        drawn += news.drawn ?? 0;
        kept += news.kept ?? 0;
        const now = performance.now();
        if (now - said < 10_000 && drawn + kept < order.count) return;
        said = now;
        const rate = drawn / ((now - began) / 1000);
        print(`render: ${order.split}: ${drawn + kept} of ${order.count}, ${rate.toFixed(0)} images/s`);
      });
      const code = await new Promise((resolve) => child.once("exit", resolve));
      if (code !== 0) throw new Error(`render: a drawing process ended with ${code}; run the same command again.`);
    }),
  );
  return { seconds: (performance.now() - began) / 1000, drawn };
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

if (process.argv[2] === "--worker") {
  process.once("disconnect", () => process.exit(1)); // nobody waits for the work any more
  await drawChunks(JSON.parse(process.argv[3]));
  process.removeAllListeners("disconnect");
  process.disconnect();
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main();
}
