/** What every measurement needs: the exported models as users run them, and pictures nobody has trained on. */
import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ATTRIBUTES } from "../captions.mjs";

const require = createRequire(new URL("../../kernel-helpers/package.json", import.meta.url));
const dc = require("./dist/index.js");
const { WIDE_DISTRIBUTION } = require("./dist/dataset/critters/critter-distribution.js");
const { CRITTER_VALUES } = require("./dist/dataset/critters/critter-attributes.js");
const { drawCritter } = require("./dist/dataset/critters/draw-critter.js");
const { renderCritter } = require("./dist/dataset/critters/render-critter.js");
const { sampleAttributes } = require("./dist/dataset/critters/sample-attributes.js");
const { createRandom, seedFrom } = require("./dist/linalg/random.js");

/** Steps and guidance everything is measured at, but where it says otherwise. */
export const STEPS = 20;
export const GUIDANCE = 3;

export { ATTRIBUTES, CRITTER_VALUES, dc };
export const sharp = require("sharp");

/** A source of chance for one named thing. */
export function randomFor(name) {
  return createRandom(seedFrom(`evaluation/${name}`));
}

/** The models of a folder as export.py writes it, in one inference process; close() ends it. @param scratch a folder for images on the way */
export function openWorld(models, scratch) {
  const inference = dc.createInferenceProcess();
  return {
    scratch,
    judge: join(models, "judge"),
    inference,
    clip: dc.clip(join(models, "clip"), { inference }),
    /** a generator with other settings than the usual */
    generator: (options = {}) =>
      dc.stableDiffusion(join(models, "diffusion"), {
        ...{ steps: STEPS, guidance: GUIDANCE, mode: "text-to-image", batch: 8, inference },
        ...options,
      }),
    close: () => inference.close(),
  };
}

/** Random attributes, each value as likely as any other, or those given. */
export function drawAttributes(random, fixed = {}) {
  return { ...sampleAttributes(WIDE_DISTRIBUTION, random), ...fixed };
}

/** A picture by the renderer, as a file. */
export async function renderToFile(folder, name, attributes, random) {
  return toFile(folder, name, attributes.kind, await renderCritter(drawCritter(attributes, random)));
}

/** Bytes of a PNG as a file that the providers can read. */
export async function toFile(folder, name, className, png) {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await writeFile(path, png);
  return { id: name, path, className };
}

/** Pictures of random critters: [{ attributes, image }]. */
export async function renderRandom({ scratch }, name, count) {
  const made = [];
  for (let i = 0; i < count; i++) {
    const random = randomFor(`${name}/${i}`);
    const attributes = drawAttributes(random);
    made.push({ attributes, image: await renderToFile(join(scratch, name), String(i), attributes, random) });
  }
  return made;
}

/** Makes an image for each request ({ name, prompt, source?, className, seed }), a few at a time; answers in their order. */
export async function generateAll({ scratch }, generator, folder, requests) {
  const blank = { id: "none", path: "", className: "cat" };
  return Promise.all(
    requests.map(async ({ name, prompt, source = blank, className, seed }) => {
      const { png } = await generator.generate({ prompt, source, seed });
      return toFile(join(scratch, folder), name, className, png);
    }),
  );
}

/** The mean of numbers or of truths. */
export function mean(values) {
  return values.reduce((sum, value) => sum + Number(value), 0) / values.length;
}
