/**
 * Does pointing at images help a classifier? The critters, four training sets of the same originals, the same small network trained from scratch on each:
 *   npm run study -- [--seeds 1,2,3,4,5] [--per-class 10] [--rounds 3] [--per-image 2] [--json FILE] [--probe] [--readme]
 *   npm run study -- --from FILE [--readme]
 * originals: as they are. augmented: with RandAugment copies. unguided: with images of the first prompts. guided: with images of prompts that a simulated
 * person improved by pointing. The last three have the same number of images. Another seed: other originals, other test images, another person.
 * --probe: a linear probe on descriptors() in place of the network, without PyTorch (and without the augmented set): minutes in place of an hour.
 * --json: keeps the numbers after each seed. --from: prints the table of numbers kept earlier. --readme: puts the table into README.md.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeSets } from "./study/make-sets.mjs";
import { probeSets } from "./study/probe-sets.mjs";
import { studyTable } from "./study/study-table.mjs";
import { trainSets } from "./study/train-sets.mjs";
import { writeIntoReadme } from "./write-into-readme.mjs";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1,2,3,4,5" },
    "per-class": { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    "per-image": { type: "string", default: "2" },
    json: { type: "string" },
    probe: { type: "boolean", default: false },
    from: { type: "string" },
    readme: { type: "boolean", default: false },
  },
});
const plan = {
  perClass: Number(values["per-class"]),
  rounds: Number(values.rounds),
  perImage: Number(values["per-image"]),
};
const results = values.from ? JSON.parse(await readFile(values.from, "utf8")).results : await run();
const table = studyTable(results);
process.stdout.write(`\n${table}\n`);
if (values.readme) await writeIntoReadme("study", table);
// the inference process would keep this one waiting for its idle time
process.exit(0);

async function run() {
  const folder = await mkdtemp(join(tmpdir(), "datacrafter-study-"));
  const done = [];
  try {
    for (const seed of values.seeds.split(",").map(Number)) {
      const sets = await makeSets(join(folder, String(seed)), seed, plan);
      const accuracies = values.probe ? await probeSets(sets) : await trainSets(sets, seed);
      done.push({ seed, accuracies, cost: sets.cost });
      process.stdout.write(`study: seed ${seed}: ${JSON.stringify({ ...accuracies, ...sets.cost })}\n`);
      if (values.json)
        await writeFile(values.json, `${JSON.stringify({ plan, probe: values.probe, results: done }, null, 1)}\n`);
      await rm(join(folder, String(seed)), { recursive: true });
    }
    return done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
