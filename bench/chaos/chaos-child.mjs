/** A kernel for bench/chaos.mjs: works on a session without end and tells on standard output, line by line in JSON, what is on disk for certain and what it is doing. It is killed sooner or later. */
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chaosProviders } from "./chaos-providers.mjs";

const require = createRequire(new URL("../../kernel-helpers/package.json", import.meta.url));
const { seed, directory, exports, world, mode } = JSON.parse(process.argv[2]);
const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`); // a pipe is written before this returns

// what these wrote is flushed when they return, and only then
tellAfter("./dist/store/iteration-table.js", "finishTask", (_, { id }) => ({ images: [id] }));
tellAfter("./dist/store/label-table.js", "putLabels", (_, __, ids) => ({ labels: ids }));
tellAfter("./dist/store/vector-table.js", "putEmbeddings", (_, __, ids) => ({ vectors: ids }));
tellAfter("./dist/store/act-table.js", "recordAct", (_, { kind }) => ({ acts: [kind] }));

const dc = require("./dist/index.js");
const { createRandom, randomInteger, shuffle } = require("./dist/linalg/random.js");
const random = createRandom(seed);
const { generator, labeler, embedder } = chaosProviders(dc, world);

try {
  const session = await dc.openSession(directory, {
    generator: { ...generator, generate: telling("generate", generator.generate.bind(generator)) },
    labeler: { ...labeler, label: telling("label", labeler.label.bind(labeler)) },
    embedder: { name: embedder.name, embed: telling("embed", embedder.embed.bind(embedder)) },
  });
  tell({ at: "open" });
  if (mode === "read-only") closeForWriting();
  for (;;) await round(session);
} catch (error) {
  tell({ stopped: error.message });
  process.exit(3);
}

async function round(session) {
  await session.expand({ perImage: 2 });
  tell({ at: "judge" });
  const made = session.images.filter(({ origin }) => origin === "generated");
  const some = shuffle(made, random).slice(0, 3);
  session.reject(
    some.slice(0, 2).map(({ id }) => id),
    { reason: "chaos" },
  );
  session.want(some.slice(2).map(({ id }) => id));
  if (random() < 0.3) session.undo();
  for (const { id } of await session.refine()) if (random() < 0.5) session.accept(id);
  const active = session.iterations.filter(({ isActive }) => isActive);
  if (active.length > 1 && random() < 0.3) session.goBack(active.at(-2).index);
  tell({ at: "export" });
  const out = await session.export(join(exports, `${session.events.length}-${randomInteger(random, 1e9)}`));
  tell({ exports: [out] });
}

/** The folder for half-written images takes no more. The system lets root write everywhere, so for root a file stands in its place. */
function closeForWriting() {
  const folder = join(directory, "images/.unfinished");
  if (process.getuid?.() !== 0) return chmodSync(folder, 0o555);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, "");
}

/** Says when a step begins, and which process computes for it as long as it takes. */
function telling(at, call) {
  return async (...values) => {
    tell({ at });
    const timer = setInterval(() => {
      const { pid } = dc.sharedInference();
      if (pid !== undefined) tell({ pid });
    }, 10);
    return Promise.resolve(call(...values)).finally(() => clearInterval(timer));
  };
}

function tellAfter(file, name, messageOf) {
  const module = require(file);
  const original = module[name];
  module[name] = (...values) => {
    const result = original(...values);
    tell(messageOf(...values));
    return result;
  };
}
