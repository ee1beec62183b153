/**
 * Measures the small world's models as users run them, through clip() and stableDiffusion():
 *   npm run bench:world -- [--prompts 500] [--renders 1000] [--diversity 50]
 *   node models/evaluate.mjs --models runs/world/export --out runs/world
 * Without --models those that come with the package. Prints every figure, and writes OUT/evaluation.json and OUT/samples/contact-sheet.png;
 * smaller numbers for a look in between.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measureDiversity } from "./evaluation/diversity.mjs";
import { measureImageToImage } from "./evaluation/image-to-image.mjs";
import { agreement, judgeImages } from "./evaluation/judge.mjs";
import { compareGuidance, measurePromptFollowing } from "./evaluation/prompt-following.mjs";
import { saveSheet } from "./evaluation/save-sheet.mjs";
import { measureSpeed } from "./evaluation/speed.mjs";
import { openWorld, renderRandom } from "./evaluation/world.mjs";
import { measureZeroShot } from "./evaluation/zero-shot.mjs";

const { values } = parseArgs({
  options: {
    models: { type: "string", default: fileURLToPath(new URL("../kernel-helpers/small-world", import.meta.url)) },
    out: { type: "string", default: "runs/bench-world" },
    prompts: { type: "string", default: "500" },
    renders: { type: "string", default: "1000" },
    diversity: { type: "string", default: "50" },
  },
});
const run = resolve(values.out);
const prompts = Number(values.prompts);
const world = openWorld(resolve(values.models), join(run, "evaluation"));
try {
  await mkdir(join(run, "samples"), { recursive: true });
  await rm(world.scratch, { recursive: true, force: true });
  const began = performance.now();
  const note = (what, result) => {
    process.stdout.write(`evaluate: ${what}: ${JSON.stringify(result)}\n`);
    return result;
  };
  const renders = await renderRandom(world, "renders", Number(values.renders));
  const truths = renders.map(({ attributes }) => attributes);
  const seen = await judgeImages(
    world,
    renders.map(({ image }) => image),
  );
  const judge = note("the judge on unseen renders", agreement(truths, seen));
  const zeroShot = note("zero-shot by CLIP", await measureZeroShot(world, renders));
  const { images, ...following } = await measurePromptFollowing(world, prompts);
  note("prompt following", following);
  const guidance = note("guidance", await compareGuidance(world, Math.ceil(prompts / 5)));
  const imageToImage = note("image-to-image", await measureImageToImage(world, Math.ceil(prompts / 5)));
  const diversity = note("diversity", await measureDiversity(world, Number(values.diversity)));
  const speed = note("speed", await measureSpeed(world, Math.min(prompts, 24)));
  await saveSheet(images.slice(0, 64), join(run, "samples", "contact-sheet.png"));
  const result = { judge, zeroShot, following, guidance, imageToImage, diversity, speed };
  const minutes = (performance.now() - began) / 60_000;
  await writeFile(join(run, "evaluation.json"), `${JSON.stringify({ ...result, minutes }, null, 1)}\n`);
} finally {
  world.close();
}
