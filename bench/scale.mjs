/**
 * A session of 100,000 images with vectors of 512 numbers: how long it takes to open it, to write an iteration down, and to judge images, and how much memory that needs. Tables are made up and written straight into the store; all rows name one tiny picture.
 *   npm run bench:scale -- [--images 100000] [--keep DIR] [--make-only]
 */
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const require = createRequire(new URL("../kernel-helpers/package.json", import.meta.url));
const { putArrangement } = require("./dist/session/label-arrangement.js");
const { openSession } = require("./dist/session/open-session.js");
const { openStore } = require("./dist/store/open-store.js");
const { putImageFile } = require("./dist/store/image-files.js");
const { addOriginals } = require("./dist/store/image-table.js");
const iterations = require("./dist/store/iteration-table.js");
const { putLabels } = require("./dist/store/label-table.js");
const { putLayout } = require("./dist/store/layout-table.js");
const { recordAct } = require("./dist/store/act-table.js");
const { putEmbeddings, readEmbeddings } = require("./dist/store/vector-table.js");
const { writeMeta } = require("./dist/store/meta.js");
const { createRandom, randomNormal } = require("./dist/linalg/random.js");
const { encodePng } = require("./dist/images/sharp.js");

const DIMENSIONS = 512;
const ITERATIONS = 9;
const CLASSES = Array.from({ length: 10 }, (_, i) => `class ${i}`);
const WORDS = Array.from({ length: 200 }, (_, i) => `word ${i}`);
const LIMITS = { open: 3, plan: 1, end: 1, memory: 2 };

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "100000" },
    keep: { type: "string" },
    // with --keep: the session is for another benchmark
    "make-only": { type: "boolean", default: false },
  },
});
const originals = Math.round(Number(values.images) / (ITERATIONS + 1));
const png = await encodePng({ width: 2, height: 2, data: new Uint8ClampedArray(12) });
const providers = {
  embedder: { name: "bench-512", embed: async () => Promise.reject(new Error("nothing should be missing")) },
  labeler: { name: "bench-words", label: async () => Promise.reject(new Error("nothing should be missing")) },
  generator: {
    name: "bench",
    capabilities: { seed: true, imageToImage: true },
    generate: async () => ({ png, parameters: {}, warnings: [] }),
  },
};
const parent = values.keep ?? (await mkdtemp(join(tmpdir(), "scale-")));
const directory = join(parent, "run");
let isGood = true;
try {
  if (!(await stat(join(directory, "session.db")).catch(() => null))) await makeSession();
  if (!values["make-only"]) await measure();
} finally {
  if (!values.keep) await rm(parent, { recursive: true, force: true });
}
process.exitCode = isGood ? 0 : 1;

async function makeSession() {
  await mkdir(parent, { recursive: true });
  const store = await openStore(directory, Date.now());
  const stored = await putImageFile(directory, png, ".png");
  const size = { width: 2, height: 2 };
  writeMeta(store.database, "session", JSON.stringify({ name: "scale", classes: CLASSES, seed: 1 }));
  const images = Array.from({ length: originals }, (_, i) => ({
    image: {
      id: `o${i}`,
      path: `/data/${i}.png`,
      className: CLASSES[i % CLASSES.length],
      contentHash: stored.contentHash,
      split: "train",
      ...size,
      caption: null,
      attributes: {},
    },
    stored,
    relativePath: `${i}.png`,
  }));
  addOriginals(store, images, Date.now());
  const templates = CLASSES.map((className, i) => ({
    id: `p${i}`,
    className,
    text: "a [bright | dark] {class}",
    status: "active",
    parentId: null,
    why: [],
    iteration: 0,
  }));
  recordAct(store, { kind: "start", label: "write the first prompts", changes: [] }, templates, Date.now());
  // one flush for all: this is not what is measured
  store.database.execute("PRAGMA synchronous = OFF");
  for (let index = 1; index <= ITERATIONS; index++) {
    const tasks = tasksOf(index);
    iterations.startIteration(store, { index, perImage: 1, generator: "bench", startedAt: Date.now() }, tasks);
    const made = { stored, ...size, generator: "bench", parameters: { strength: "0.5" }, warnings: [], seconds: 0.1 };
    for (const task of tasks) iterations.finishTask(store, task, made, Date.now());
    iterations.endIteration(store, index, "complete", null, Date.now());
    recordAct(store, { kind: "expand", label: `generate ${tasks.length} images`, changes: [] }, [], Date.now());
  }
  const ids = store.database.all("SELECT id FROM images ORDER BY iteration, position").map(({ id }) => id);
  const random = createRandom(1);
  for (let from = 0; from < ids.length; from += 1000) {
    const part = ids.slice(from, from + 1000);
    const data = Float32Array.from({ length: part.length * DIMENSIONS }, () => randomNormal(random));
    putEmbeddings(store, "bench-512", part, { rows: part.length, columns: DIMENSIONS, data });
    const found = part.map(() => ({ labels: [0, 1, 2].map(() => WORDS[Math.floor(random() * WORDS.length)]) }));
    putLabels(store, "bench-words", part, found);
  }
  const positions = Float32Array.from({ length: 2 * ids.length }, () => randomNormal(random));
  putLayout(store, {
    iteration: ITERATIONS,
    embedder: "bench-512",
    imageIds: ids,
    labelTexts: WORDS.slice(0, 60),
    layout: { images: positions, labels: positions.slice(0, 120) },
  });
  // labels in no group: with an arrangement the map counts as whole, and showing it draws none
  const root = { id: "root", name: "all", label: null, parentId: null, children: [], isEdited: false };
  putArrangement(store, "bench-words", { tree: { rootId: root.id, nodes: [root] }, hidden: [] });
  store.close();
}

function tasksOf(iteration) {
  return Array.from({ length: originals }, (_, i) => ({
    id: `g${iteration}-${i}`,
    sourceId: `o${i}`,
    className: CLASSES[i % CLASSES.length],
    templateId: `p${i % CLASSES.length}`,
    prompt: `a bright ${CLASSES[i % CLASSES.length]}`,
    phrases: ["bright"],
    seed: i,
  }));
}

async function measure() {
  let session;
  console.log(`${originals * (ITERATIONS + 1)} images of ${DIMENSIONS} dimensions`);
  await time("open", async () => {
    session = await openSession(directory, providers);
  });
  const ids = session.images.filter(({ origin }) => origin === "generated").map(({ id }) => id);
  await time("reject 1,000 images", () => session.reject(ids.slice(0, 1000)));
  await time("take it back", () => session.undo());
  await time("reject 100 images", () => session.reject(ids.slice(0, 100)));
  await time("select 10,000 images", () => session.select(ids.slice(0, 10_000)));
  await time("table", () => session.table());
  await time("labels", () => session.labels());
  await time("effort", () => session.effort());
  await session.close();

  const store = await openStore(directory, Date.now());
  const index = Number(store.database.get("SELECT max(number) AS n FROM iterations").n) + 1;
  const tasks = tasksOf(index);
  await time("plan", () =>
    iterations.startIteration(store, { index, perImage: 1, generator: "bench", startedAt: Date.now() }, tasks),
  );
  await time("end", () => iterations.endIteration(store, index, "cancelled", null, Date.now()));
  await time("vectors of all images", () => readEmbeddings(store, "bench-512"));
  store.close();
  say("memory", process.resourceUsage().maxRSS / 1024 ** 2, "GiB at most", LIMITS.memory);
}

/** Processor time is what an idle machine would take; the limits are for the time on the clock. */
async function time(what, call) {
  const started = performance.now();
  const before = process.cpuUsage();
  await call();
  const { user, system } = process.cpuUsage(before);
  const processor = `(${((user + system) / 1e6).toFixed(2)} s of processor time)`;
  say(what, (performance.now() - started) / 1000, `s ${processor}`, LIMITS[what]);
}

function say(what, value, unit, limit) {
  const isOver = limit !== undefined && value > limit;
  if (isOver) isGood = false;
  const verdict = limit === undefined ? "" : `   limit ${limit}: ${isOver ? "OVER" : "kept"}`;
  console.log(`${what.padEnd(24)} ${value.toFixed(2).padStart(6)} ${unit}${verdict}`);
}
