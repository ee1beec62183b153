/**
 * A session of 100,000 images with vectors of 512 numbers: how long it takes to open it, to show it, to report it, to write an iteration down, and to judge images, how much memory that needs, and how large is what is sent and written.
 * Tables are made up and written straight into the store; all rows name one picture of 512 x 512 pixels.
 *   npm run bench:scale -- [--images 100000] [--keep DIR] [--make-only]
 */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const require = createRequire(new URL("../kernel-helpers/package.json", import.meta.url));
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
const { installKernelBridge } = require("./dist/jupyter/kernel-bridge.js");
const { arrangeLabels, mapLabels } = require("./dist/session/arrange-labels.js");
const { SessionState } = require("./dist/session/session-state.js");
const { WIDE_DISTRIBUTION } = require("./dist/dataset/critters/critter-distribution.js");
const { drawCritter } = require("./dist/dataset/critters/draw-critter.js");
const { renderCritter } = require("./dist/dataset/critters/render-critter.js");
const { sampleAttributes } = require("./dist/dataset/critters/sample-attributes.js");

const DIMENSIONS = 512;
const ITERATIONS = 9;
const CLASSES = Array.from({ length: 10 }, (_, i) => `class ${i}`);
const WORDS = Array.from({ length: 200 }, (_, i) => `word ${i}`);
const SIDE_PX = 512;
/** the limits of docs/store.md, and what would be absurd */
const LIMITS = { open: 3, plan: 1, end: 1, show: 10, report: 60, "report's page": 5, memory: 2 };
const MIB = 2 ** 20;

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "100000" },
    keep: { type: "string" },
    // with --keep: makes the session and measures nothing
    "make-only": { type: "boolean", default: false },
  },
});
const originals = Math.round(Number(values.images) / (ITERATIONS + 1));
const png = await drawPicture();
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
if (values["make-only"]) await makeSession();
else {
  try {
    if (!(await stat(join(directory, "session.db")).catch(() => null))) makeElsewhere();
    await measure();
  } finally {
    if (!values.keep) await rm(parent, { recursive: true, force: true });
  }
}
process.exitCode = isGood ? 0 : 1;

/** In a process of its own, so that the memory it takes is not measured. */
function makeElsewhere() {
  const here = fileURLToPath(import.meta.url);
  execFileSync(process.execPath, [here, "--make-only", "--images", values.images, "--keep", parent], {
    stdio: "inherit",
  });
}

async function drawPicture() {
  const random = createRandom(3);
  return renderCritter(drawCritter(sampleAttributes(WIDE_DISTRIBUTION, random), random), SIDE_PX);
}

async function makeSession() {
  await mkdir(parent, { recursive: true });
  const store = await openStore(directory, Date.now());
  const stored = await putImageFile(directory, png, ".png");
  const size = { width: SIDE_PX, height: SIDE_PX };
  const facts = { name: "scale", classes: CLASSES, seed: 1 };
  writeMeta(store.database, "session", JSON.stringify(facts));
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
  const state = new SessionState(store, facts, { ...providers, labelNamer: null }, Date.now, null);
  await arrangeLabels(state, { signal: () => new AbortController().signal, report: () => undefined });
  const labelTexts = mapLabels(state);
  const labels = Float32Array.from({ length: 2 * labelTexts.length }, () => randomNormal(random));
  const positions = Float32Array.from({ length: 2 * ids.length }, () => randomNormal(random));
  // points without any order, which no packing makes small
  for (let iteration = 1; iteration <= ITERATIONS; iteration++) {
    const imageIds = ids.slice(0, originals * (iteration + 1));
    const layout = { images: positions.slice(0, 2 * imageIds.length), labels };
    putLayout(store, { iteration, embedder: "bench-512", imageIds, labelTexts, layout });
  }
  store.close();
}

function tasksOf(iteration) {
  return Array.from({ length: originals }, (_, i) => ({
    id: `g${iteration}-${i}`,
    sourceId: `o${i}`,
    className: CLASSES[i % CLASSES.length],
    templateId: `p${i % CLASSES.length}`,
    prompt: `a bright ${CLASSES[i % CLASSES.length]}, ${WORDS[i % 100]} and ${WORDS[(iteration * i) % 200]}, photograph`,
    phrases: ["bright"],
    seed: i,
  }));
}

async function measure() {
  let session;
  const kernel = standInKernel();
  console.log(`${originals * (ITERATIONS + 1)} images of ${DIMENSIONS} dimensions`);
  await time("open", async () => {
    session = await openSession(directory, providers);
  });
  sayMemory("open");
  await time("show", () => {
    session.show();
    kernel.greet();
  });
  say("sent to the browser", kernel.sentBytes() / MIB, "MB, ids and places of all points");
  say("kept in the notebook", kernel.shownBytes() / MIB, "MB, a picture, a map of a sample, tables");
  sayMemory("show");
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (kernel.jobs() > 0) throw new Error("The map is not whole: a job draws it anew, and the figures are of that.");
  const ids = session.images.filter(({ origin }) => origin === "generated").map(({ id }) => id);
  await time("reject 1,000 images", () => session.reject(ids.slice(0, 1000)));
  await time("take it back", () => session.undo());
  await time("reject 100 images", () => session.reject(ids.slice(0, 100), { reason: "two tails" }));
  let report;
  await time("report", async () => {
    report = await session.report(join(parent, "report.html"));
  });
  say("report's page", report.bytes / MIB, "MB", LIMITS["report's page"]);
  sayMemory("report");
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
  say("memory", memory(), "GiB at most", LIMITS.memory);
}

/** What a kernel does for a widget, without a browser: counts what would be sent, and says hello as a view does. */
function standInKernel() {
  const [messages, bundles] = [[], []];
  let jobs = 0;
  let receive;
  const bytesOf = ({ data, buffers = [] }) =>
    Buffer.byteLength(JSON.stringify(data)) + buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  installKernelBridge({
    registerTarget: () => undefined,
    interruptSignal: () => new AbortController().signal,
    display: (bundle) => void bundles.push(bundle),
    openComm: (opening) => {
      messages.push(bytesOf(opening));
      return {
        id: "bench",
        targetName: opening.targetName,
        send: (data, options = {}) => {
          messages.push(bytesOf({ data, ...options }));
          if (data.state?.job) jobs++;
        },
        onMessage: (handler) => {
          receive = handler;
        },
        onClose: () => undefined,
        close: () => undefined,
      };
    },
  });
  return {
    greet: () =>
      receive({ data: { method: "custom", content: { request: 1, kind: "hello" } }, metadata: {}, buffers: [] }),
    jobs: () => jobs,
    sentBytes: () => messages.reduce((sum, bytes) => sum + bytes, 0),
    shownBytes: () => Buffer.byteLength(JSON.stringify(bundles)),
  };
}

function memory() {
  return process.resourceUsage().maxRSS / MIB; // KiB to GiB
}

function sayMemory(step) {
  say(`memory until ${step}`, memory(), "GiB at most");
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
