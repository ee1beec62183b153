/**
 * Kills kernels and their inference process at random moments while they generate, label, embed, judge and export, now and then with a disk that is full or a folder that cannot be written. After each death:
 * the session is whole (verify), everything that a kernel had on disk is still there and the same, and nothing is there twice. At the end the last session is replayed bit for bit.
 *   npm run chaos -- [--kills 200] [--seed 1] [--world]      --world: with the small world's diffusion and CLIP, so that there is an inference process to kill
 * Exit code 1 at the first thing that is not as it should be.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chaosProviders } from "./chaos/chaos-providers.mjs";

const require = createRequire(new URL("../kernel-helpers/package.json", import.meta.url));
const dc = require("./dist/index.js");
const { createRandom, randomInteger } = require("./dist/linalg/random.js");
const { encodePng } = require("./dist/images/sharp.js");
const { Database } = require("./dist/store/database.js");

const CHILD = fileURLToPath(new URL("chaos/chaos-child.mjs", import.meta.url));
const PHASES = ["open", "generate", "label", "embed", "judge", "export"];
/** When the inference process has something to do. */
const INFERENCE_PHASES = ["generate", "label", "embed"];
/** A session of more images is put aside for a new one, so that rounds stay short. */
const LARGE = 250;
/** A kernel that neither dies nor stops in this time hangs. */
const LONGEST_MS = 300_000;
/** How long after a step began a kill comes, at most. */
const LONGEST_WAIT_MS = 60;
const LONGEST_WAIT_FOR_A_MODEL_MS = 1500;
const PIPES = { stdio: ["ignore", "pipe", "inherit"] };

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    world: { type: "boolean", default: false },
  },
});
const random = createRandom(Number(values.seed));
const folder = await mkdtemp(join(tmpdir(), "chaos-"));
const dataset = await smallDataset(join(folder, "data"));
const counts = { kernels: 0, inference: 0, fullDisk: 0, readOnly: 0, sessions: 0 };
const said = new Set();
const during = Object.fromEntries(PHASES.map((phase) => [phase, 0]));
const inferenceDuring = Object.fromEntries(PHASES.map((phase) => [phase, 0]));
const acknowledged = { images: 0, labels: 0, vectors: 0, acts: 0, exports: 0 };
const started = performance.now();
try {
  let session = await newSession();
  for (let kill = 1; counts.kernels + counts.inference < Number(values.kills); kill++) {
    const mode = kill % 10 === 4 ? "full" : kill % 10 === 8 ? "read-only" : "kill";
    await runOnce(session, mode);
    await check(session);
    if (session.rows.images.size > LARGE) session = await newSession(session);
  }
  await finish(session);
  report();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function newSession(old) {
  if (old) await rm(old.directory, { recursive: true });
  const name = `run-${++counts.sessions}`;
  const session = { directory: join(folder, name), exports: join(folder, `${name}-out`), rows: null, told: noneTold() };
  await mkdir(session.exports);
  await (await dc.openSession(session.directory, { dataset, ...chaosProviders(dc, values.world) })).close();
  session.rows = readRows(session.directory);
  return session;
}

/** Six pictures of 24 x 24 pixels in two classes: a round is then short, and a kernel sees many. */
async function smallDataset(root) {
  for (const [i, name] of ["cat", "dog", "cat", "dog", "cat", "dog"].entries()) {
    await mkdir(join(root, name), { recursive: true });
    const data = Uint8ClampedArray.from(
      { length: 3 * 24 * 24 },
      (_, k) => 256 * (random() * 0.3 + ((k + 40 * i) % 256) / 366),
    );
    await writeFile(join(root, name, `${i}.png`), await encodePng({ width: 24, height: 24, data }));
  }
  return dc.loadImageFolder(root);
}

function noneTold() {
  return { images: [], labels: [], vectors: [], acts: [], exports: [] };
}

/** Starts a kernel and lets it end: killed at a random moment of a random phase, or stopped by a disk that takes no more. */
async function runOnce(session, mode) {
  const { directory, exports } = session;
  const order = JSON.stringify({ seed: randomInteger(random, 1e9), directory, exports, world: values.world, mode });
  const kernel =
    mode === "full" ? await withFullDisk(directory, order) : spawn(process.execPath, [CHILD, order], PIPES);
  const takesInference = values.world && mode === "kill" && random() < 0.4;
  const target = chooseTarget(takesInference);
  const inferenceTarget = INFERENCE_PHASES[randomInteger(random, INFERENCE_PHASES.length)];
  const hanging = setTimeout(() => kernel.kill("SIGKILL"), LONGEST_MS);
  let phase = "open";
  let stopped = null;
  let isAimed = false;
  let isInferenceKilled = false;
  createInterface({ input: kernel.stdout }).on("line", (line) => {
    const message = JSON.parse(line);
    for (const [kind, items] of Object.entries(message)) if (kind in session.told) session.told[kind].push(...items);
    if (message.stopped !== undefined) stopped = message.stopped;
    if (message.pid !== undefined && takesInference && !isInferenceKilled && phase === inferenceTarget) {
      isInferenceKilled = true;
      setTimeout(() => killInference(message.pid, phase), waitOf(phase)); // the kernel goes on, and is killed later
    }
    if (!message.at) return;
    phase = message.at;
    if (mode !== "kill" || isAimed || phase !== target.phase || target.skip-- > 0) return;
    isAimed = true;
    setTimeout(() => kernel.kill("SIGKILL"), target.waitMs);
  });
  const [[code, signal]] = await Promise.all([once(kernel, "exit"), once(kernel.stdout, "close")]);
  clearTimeout(hanging);
  if (mode === "kill") {
    if (signal !== "SIGKILL" || !isAimed) fail(`the kernel ended by itself (${code ?? signal}): ${stopped}`);
    counts.kernels++;
    during[phase]++;
    return;
  }
  if (code !== 3 || !/cannot be (written|opened|used|read)/.test(stopped)) {
    fail(`${mode}: the kernel did not stop with a sentence (${code ?? signal}): ${stopped}`);
  }
  said.add(stopped.replaceAll(directory, "DIR"));
  counts[mode === "full" ? "fullDisk" : "readOnly"]++;
  await chmod(join(directory, "images/.unfinished"), 0o755).catch(() => undefined);
}

/** When to kill: after which step began, and how long after. A kernel whose inference process dies first is left alone until that has worked. */
function chooseTarget(takesInference) {
  const phases = takesInference ? ["embed", "judge", "export"] : PHASES;
  const phase = phases[randomInteger(random, phases.length)];
  // every step but generating comes once in a round
  const skip = phase === "generate" ? randomInteger(random, 10) : takesInference && phase === "embed" ? 1 : 0;
  return { phase, skip, waitMs: waitOf(phase) };
}

/** A model reads its files and takes its steps for longer than filters need in all. */
function waitOf(phase) {
  return random() * (values.world && phase === "generate" ? LONGEST_WAIT_FOR_A_MODEL_MS : LONGEST_WAIT_MS);
}

function killInference(pid, phase) {
  try {
    process.kill(pid, "SIGKILL");
    counts.inference++;
    inferenceDuring[phase]++;
  } catch {
    // it ended by itself, as it does after a while without work
  }
}

/** No file may grow beyond what the largest of the session has now and a little more: a write then fails as on a full disk. */
async function withFullDisk(directory, order) {
  const path = join(directory, "session.db");
  // a killed kernel leaves a log of megabytes, which the next one fills again from its beginning: a limit beyond it would hardly be met
  const database = new Database(path);
  database.all("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
  const { size } = await stat(path);
  const kibibytes = Math.ceil(size / 1024) + 8 + randomInteger(random, 200);
  return spawn("bash", ["-c", `ulimit -f ${kibibytes}; exec "$0" "$@"`, process.execPath, CHILD, order], PIPES);
}

/** What is in the tables, by what it must not lose. */
function readRows(directory) {
  const database = new Database(join(directory, "session.db"));
  const map = (sql) => new Map(database.all(sql).map(({ key, value }) => [key, value]));
  const rows = {
    images: map("SELECT id AS key, content_hash AS value FROM images"),
    labels: map("SELECT image_id || labeler AS key, labels AS value FROM labels WHERE failure IS NULL"),
    vectors: map("SELECT image_id || embedder AS key, hex(vector) AS value FROM embeddings"),
    acts: map("SELECT id AS key, kind || changes AS value FROM events"),
    told: {
      images: new Set(database.all("SELECT id FROM images").map(({ id }) => id)),
      labels: new Set(database.all("SELECT image_id AS id FROM labels").map(({ id }) => id)),
      vectors: new Set(database.all("SELECT image_id AS id FROM embeddings").map(({ id }) => id)),
    },
    kinds: map("SELECT kind AS key, count(*) AS value FROM events GROUP BY kind"),
    twice: database.all(
      `SELECT count(*) AS n FROM tasks WHERE status = 'done' GROUP BY source_id, seed, iteration HAVING count(*) > 1
       UNION ALL SELECT count(*) FROM iterations WHERE status = 'running' GROUP BY status HAVING count(*) > 1 + (SELECT count(*) FROM iterations WHERE is_active = 0)`,
    ),
  };
  database.close();
  return rows;
}

async function check(session) {
  const report = await dc.verifySession(session.directory);
  if (!report.isWhole) fail(`the session is damaged:\n${report.text}`);
  const now = readRows(session.directory);
  for (const kind of ["images", "labels", "vectors", "acts"]) {
    for (const [key, value] of session.rows[kind]) {
      if (now[kind].get(key) !== value) fail(`${kind}: ${key} was there, and is now ${now[kind].get(key) ?? "gone"}`);
    }
  }
  const { told } = session;
  for (const kind of ["images", "labels", "vectors"]) {
    const lost = told[kind].find((id) => !now.told[kind].has(id));
    if (lost !== undefined) fail(`${kind}: ${lost} was told to be on disk and is not`);
  }
  session.acts ??= new Map();
  for (const kind of told.acts) session.acts.set(kind, (session.acts.get(kind) ?? 0) + 1);
  for (const [kind, count] of session.acts) {
    if ((now.kinds.get(kind) ?? 0) < count)
      fail(`acts: ${count} times "${kind}" were told, ${now.kinds.get(kind)} are there`);
  }
  if (now.twice.length > 0) fail("a task was done twice");
  for (const { directory, images } of told.exports) {
    const lines = (await readFile(join(directory, "metadata.jsonl"), "utf8")).trim().split("\n").length;
    if (lines !== images) fail(`export ${directory}: ${lines} lines for ${images} images`);
  }
  for (const kind of Object.keys(acknowledged)) acknowledged[kind] += told[kind].length;
  session.told = noneTold();
  session.rows = now;
}

/** What was cut short is finished in peace, and then comes out the same again. */
async function finish({ directory }) {
  const session = await dc.openSession(directory, chaosProviders(dc, values.world));
  await session.expand({ perImage: 1 });
  const { findings } = await session.verify();
  if (findings.length > 0) fail(`after a whole iteration: ${JSON.stringify(findings)}`);
  const replay = await session.replay();
  await session.close();
  console.log(replay.text);
  if (replay.different.length + replay.failed.length + replay.plansThatDiffer.length > 0) fail("the replay differs");
}

function report() {
  const list = (numbers) =>
    Object.entries(numbers)
      .map(([name, n]) => `${n} ${name}`)
      .join(", ");
  console.log(
    `kernels killed: ${counts.kernels} (while: ${list(during)}); inference processes killed: ${counts.inference} (while: ${list(inferenceDuring)})`,
  );
  console.log(`stopped by a full disk: ${counts.fullDisk}; by a folder that cannot be written: ${counts.readOnly}`);
  for (const sentence of said) console.log(`  it said: ${sentence}`);
  console.log(`told to be on disk, and there after every death: ${list(acknowledged)}; in ${counts.sessions} sessions`);
  console.log(`lost: 0, twice: 0, damaged: 0; ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

function fail(what) {
  throw new Error(`chaos (seed ${values.seed}, after ${counts.kernels} kills): ${what}`);
}
