import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type {
  DiffusionInput,
  DiffusionMessage,
  DiffusionOutput,
} from "../../../kernel-helpers/src/generate/diffusion/diffusion-input.js";
import { type DiffusionModel, openModel } from "../../../kernel-helpers/src/generate/diffusion/open-model.js";
import { prepareTexts } from "../../../kernel-helpers/src/generate/diffusion/prepare-texts.js";
import { readModelFolder } from "../../../kernel-helpers/src/generate/diffusion/read-model-folder.js";
import { parseSchedulerConfig } from "../../../kernel-helpers/src/generate/diffusion/schedulers/scheduler-config.js";
import { builtFile } from "../../../kernel-helpers/src/inference/built-file.js";
import { createInferenceProcess } from "../../../kernel-helpers/src/inference/inference-process.js";
import { GOLDEN, type GoldenRun, modelFolder, readRuns, removeModelFolders } from "./model-folders.js";

/** Tiny random-weight models against the diffusers pipelines that test/golden/make-diffusion.py ran on the same weights and noise. */

const SIZE = 64;
/** 1e-4, of the largest expected value where that is more than 1. */
const TOLERANCE = 1e-4;

const inference = createInferenceProcess({ threads: 1 });
const folders = new Map<string, Promise<string>>();
let source: Uint8ClampedArray;
let runs: GoldenRun[];

beforeAll(async () => {
  const { data } = await sharp(join(GOLDEN, "source.png")).raw().toBuffer({ resolveWithObject: true });
  source = new Uint8ClampedArray(data);
  runs = await readRuns();
});
afterAll(async () => {
  inference.close();
  await removeModelFolders();
});

interface Made {
  readonly output: DiffusionOutput;
  readonly stages: Readonly<Record<string, Float32Array>>;
  readonly ids: readonly Int32Array[];
}

function openVariant(variant: string): Promise<DiffusionModel> {
  const folder = folders.get(variant) ?? modelFolder(variant);
  folders.set(variant, folder);
  return folder.then(readModelFolder).then((found) => openModel(found, inference));
}

async function repeat(run: GoldenRun): Promise<Made> {
  const model = await openVariant(run.variant);
  const { name, config } = parseSchedulerConfig(run.schedulerConfig);
  const { ids, negativeIds } = prepareTexts(model, run.prompt, run.negativePrompt);
  const input: DiffusionInput = {
    parts: model.parts,
    facts: model.facts,
    scheduler: name,
    config,
    steps: run.asked,
    strength: run.strength,
    guidance: run.guidance,
    width: SIZE,
    height: SIZE,
    images: [{ ids, negativeIds, seed: 1, source: run.mode === "image-to-image" ? source : null, noise: noiseOf(run) }],
    hasPreviews: false,
    isTraced: true,
  };
  const stages: Record<string, number[]> = {};
  const onMessage = (message: unknown): void => {
    const news = message as DiffusionMessage;
    if (news.kind !== "stage") return;
    stages[news.stage] ??= [];
    stages[news.stage].push(...news.numbers);
  };
  const output = (await inference.run(builtFile("generate/diffusion/diffusion-job"), input, {
    onMessage,
  })) as DiffusionOutput;
  const arrays = Object.fromEntries(Object.entries(stages).map(([key, numbers]) => [key, Float32Array.from(numbers)]));
  return { output, stages: arrays, ids };
}

/** The older VAE encoder draws the first part inside its graph; it is not ours to hand out. */
function noiseOf({ variant, mode, arrays }: GoldenRun): Float32Array {
  const isDrawnInside = variant === "old" && mode === "image-to-image";
  return Float32Array.from(arrays.noise.subarray(isDrawnInside ? (4 * SIZE * SIZE) / 64 : 0));
}

function expectClose(made: ArrayLike<number>, expected: Float32Array, what: string): void {
  expect(`${what}: ${made.length} numbers`).toBe(`${what}: ${expected.length} numbers`);
  const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  const worst = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - made[i])), 0) / size;
  if (!(worst < TOLERANCE)) throw new Error(`${what}: differs by ${worst} (of ${size})`);
}

/** Planes (3, h, w) to pixels (h, w, 3). */
function interleave(planes: Float32Array): Float32Array {
  const n = planes.length / 3;
  return planes.map((_, i) => planes[(i % 3) * n + Math.floor(i / 3)]);
}

const names = JSON.parse(readFileSync(join(GOLDEN, "versions.json"), "utf8"));

describe(`diffusion, stage by stage, against diffusers ${names.diffusers} and torch ${names.torch}`, () => {
  it.each([
    ...["ddim", "euler", "euler-ancestral", "lcm", "pndm", "dpm++"].flatMap((name) => [
      `sd-${name}-text`,
      `sd-${name}-image`,
    ]),
    "sd-v-prediction-image",
    "sd-turbo-image",
    "old-euler-text",
    "old-ddim-image",
    "lcm-text",
    "lcm-image",
    "xl-euler-text",
    "xl-euler-text-negative",
    "xl-turbo-image",
  ])("%s: ids, texts, first answer, every step's latents, image", async (name) => {
    const run = runs.find((candidate) => candidate.name === name)!;
    const { output, stages, ids } = await repeat(run);
    expect(ids.map((own) => [...own])).toEqual(run.ids);
    const { text, negativeText, pooledText, firstOutput, latents } = run.arrays;
    // with guidance the negative texts come first
    const prompts = stages.texts.subarray(stages.texts.length - text.length);
    expectClose(prompts, text, "text states");
    if (stages.texts.length > text.length)
      expectClose(stages.texts.subarray(0, text.length), negativeText, "negative text states");
    if (pooledText)
      expectClose(stages.pooled.subarray(stages.pooled.length - pooledText.length), pooledText, "pooled text");
    expectClose(stages.answers.subarray(0, firstOutput.length), firstOutput, "first answer of the UNet");
    expectClose(stages.latents, latents, "latents of all steps");
    expect(stages.latents.length / 256).toBe(run.steps);
    expectClose(interleave(stages.image), run.image, "image in [0, 1]");
    expectClose(output.images[0].latents, latents.subarray(latents.length - 256), "last latents");
    // nothing is clipped away: the comparison of images sees them
    expect(run.image.filter((value) => value <= 0 || value >= 1).length / run.image.length).toBeLessThan(0.1);
  });

  it("covers every recorded run", () => expect(runs).toHaveLength(21));
});
