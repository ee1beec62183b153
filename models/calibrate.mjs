/**
 * Finds out from which cosine on a word holds, for the labeler of the small world, on renders that nothing was trained on:
 *   node models/calibrate.mjs runs/world [--renders 400]
 * writes RUN/export/labels.json, which smallWorld() reads.
 */
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CRITTER_VALUES, dc, openWorld, renderRandom } from "./evaluation/world.mjs";

/** How the words are said: as CLIP learned them in lists and by themselves. */
const TEMPLATES = ["{label}", "an image of a {label}"];
/** What is not there is no label. */
const UNSAID = ["plain", "none"];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { renders: { type: "string", default: "400" } },
});
const run = resolve(positionals[0] ?? "runs/world");
const models = join(run, "export");
const world = openWorld(models, join(run, "evaluation"));
const isSaid = (value) => !UNSAID.includes(value);
try {
  const renders = await renderRandom(world, "calibration", Number(values.renders));
  const images = renders.map(({ image }) => image);
  const reference = Object.fromEntries(
    renders.map(({ image, attributes }) => [image.id, Object.values(attributes).filter(isSaid)]),
  );
  const vocabulary = Object.fromEntries(
    Object.entries(CRITTER_VALUES).map(([name, words]) => [name, words.filter(isSaid)]),
  );
  const calibration = await dc.calibrateZeroShot(world.clip, vocabulary, images, { reference, templates: TEMPLATES });
  await writeFile(join(models, "labels.json"), `${JSON.stringify(calibration, null, 1)}\n`);
  const { precision, recall, f1 } = calibration.quality;
  const weak = calibration.labels.filter(({ quality }) => (quality.f1 ?? 0) < 0.9).map(({ label }) => label);
  process.stdout.write(
    `calibrate: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)} by cross-validation on ${images.length} renders; under 0.9: ${weak.join(", ") || "none"}\n`,
  );
} finally {
  world.close();
}
