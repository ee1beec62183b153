/** Writes report.html and saved.ipynb of a small made-up session into the folder it is given: node write-pages.cjs FOLDER */
const { mkdirSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const sharp = require("sharp");
const dist = join(__dirname, "../../kernel-helpers/dist");
const { descriptors, filters, imageStatistics, loadImageFolder, openSession } = require(dist);
const { installKernelBridge } = require(join(dist, "jupyter/kernel-bridge.js"));

const folder = process.argv[2];
const displayed = [];

installKernelBridge({
  registerTarget: () => undefined,
  interruptSignal: () => new AbortController().signal,
  display: (bundle) => displayed.push(bundle),
  openComm: () => ({ id: "model", targetName: "", send() {}, onMessage() {}, onClose() {}, close() {} }),
});

async function drawImages() {
  for (const [split, count] of [
    ["train", 6],
    ["test", 2],
  ]) {
    for (const [hue, className] of ["cat", "dog & co"].map((name, i) => [120 * i, name])) {
      const place = join(folder, "pets", split, className);
      mkdirSync(place, { recursive: true });
      for (let i = 0; i < count; i++) {
        const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><rect width="48" height="48" fill="hsl(${hue + 9 * i} 60% 60%)"/><circle cx="${12 + 4 * i}" cy="24" r="${6 + i}"/></svg>`;
        await sharp(Buffer.from(svg))
          .png()
          .toFile(join(place, `${i}.png`));
      }
    }
  }
}

async function main() {
  await drawImages();
  const session = await openSession(join(folder, "run"), {
    dataset: await loadImageFolder(join(folder, "pets")),
    embedder: descriptors(),
    labeler: imageStatistics(),
    generator: filters(),
  });
  const silent = { progress: false };
  await session.expand({ perImage: 1, ...silent });
  const made = session.images.filter(({ origin }) => origin === "generated");
  session.reject(made.slice(0, 3).map(({ id }) => id));
  session.want([made[4].id]);
  for (const { id } of await session.refine(silent)) session.accept(id);
  await session.expand({ perImage: 1, ...silent });
  await session.evaluate(silent);
  session.note("A note with <i>no HTML</i>.");
  await session.report(join(folder, "report.html"));
  session.show();
  await session.close();
  const output = { output_type: "display_data", data: displayed.at(-1), metadata: {} };
  const cell = {
    cell_type: "code",
    id: "show",
    execution_count: 1,
    metadata: {},
    source: "session.show();",
    outputs: [output],
  };
  writeFileSync(
    join(folder, "saved.ipynb"),
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }),
  );
}

main();
