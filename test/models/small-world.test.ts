import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CAPTION_PHRASES } from "../../kernel-helpers/src/dataset/critters/caption-phrases.js";
import {
  CRITTER_VALUES,
  type CritterAttributes,
} from "../../kernel-helpers/src/dataset/critters/critter-attributes.js";
import { WIDE_DISTRIBUTION } from "../../kernel-helpers/src/dataset/critters/critter-distribution.js";
import { describeCritter } from "../../kernel-helpers/src/dataset/critters/describe-critter.js";
import { drawCritter } from "../../kernel-helpers/src/dataset/critters/draw-critter.js";
import { judgeCritters } from "../../kernel-helpers/src/dataset/critters/judge-critters.js";
import { renderCritter } from "../../kernel-helpers/src/dataset/critters/render-critter.js";
import { sampleAttributes } from "../../kernel-helpers/src/dataset/critters/sample-attributes.js";
import { stableDiffusion } from "../../kernel-helpers/src/generate/stable-diffusion.js";
import { createInferenceProcess, type InferenceProcess } from "../../kernel-helpers/src/inference/inference-process.js";
import type { Tensor } from "../../kernel-helpers/src/inference/job.js";
import { SMALL_WORLD_FOLDER } from "../../kernel-helpers/src/inference/model-files/bundled-models.js";
import { runModel } from "../../kernel-helpers/src/inference/run-model.js";
import { loadTokenizer } from "../../kernel-helpers/src/inference/tokenizer.js";
import { createRandom } from "../../kernel-helpers/src/linalg/random.js";
import { smallWorld } from "../../kernel-helpers/src/session/small-world.js";
import type { ImageRef } from "../../kernel-helpers/src/types.js";

/** What PyTorch answered when the models were exported; models/export.py wrote it. */
interface Golden {
  readonly texts: readonly string[];
  readonly graphs: Readonly<
    Record<string, Readonly<Record<string, { readonly shape: number[]; readonly values: number[] }>>>
  >;
}
const golden: Golden = JSON.parse(readFileSync(join(__dirname, "..", "golden", "small-world.json"), "utf8"));

let folder: string;
let inference: InferenceProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "small-world-"));
  inference = createInferenceProcess();
});
afterAll(async () => {
  inference.close();
  await rm(folder, { recursive: true });
});

/** Attributes of pictures that nothing was trained on. */
function randomCritters(count: number, seed: number): CritterAttributes[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => sampleAttributes(WIDE_DISTRIBUTION, random));
}

async function asFile(name: string, className: string, png: Uint8Array): Promise<ImageRef> {
  const path = join(folder, `${name}.png`);
  await writeFile(path, png);
  return { id: name, path, className };
}

async function render(attributes: CritterAttributes, name: string, seed: number): Promise<ImageRef> {
  return asFile(name, attributes.kind, await renderCritter(drawCritter(attributes, createRandom(seed))));
}

const share = (truths: readonly boolean[]): number => truths.filter(Boolean).length / truths.length;

/** As models/export.py makes its inputs: sin(0.7 i). */
function wave(...dims: number[]): Tensor {
  const data = new Float32Array(dims.reduce((a, b) => a * b, 1)).map((_, i) => Math.sin(0.7 * i));
  return { type: "float32", dims, data };
}

const int64 = (dims: number[], values: ArrayLike<number>): Tensor => ({
  type: "int64",
  dims,
  data: BigInt64Array.from(Array.from(values, BigInt)),
});

describe("the small world's files", () => {
  it("take at most 24 MB, the model card with them", () => {
    const files = readdirSync(SMALL_WORLD_FOLDER, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
    const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
    expect(bytes).toBeGreaterThan(1e6);
    expect(bytes).toBeLessThanOrEqual(24e6);
    expect(files.map(({ name }) => name)).toContain("MODEL_CARD.md");
  });

  it("answer as PyTorch does, to 1e-3", async () => {
    const tokenizer = await loadTokenizer(join(SMALL_WORLD_FOLDER, "clip"));
    const length = tokenizer.maxLength!;
    const ids = golden.texts.flatMap((text) => [...tokenizer.encode(text, length).ids]);
    const inputIds = int64([golden.texts.length, length], ids);
    const run = async (path: string, feeds: Record<string, Tensor>): Promise<Readonly<Record<string, Tensor>>> =>
      (await runModel(join(SMALL_WORLD_FOLDER, path, "model.onnx"), feeds, { inference })).outputs;
    const states = (await run("diffusion/text_encoder", { input_ids: inputIds })).last_hidden_state;
    const [, channels, side] = [2, golden.graphs.unet.out_sample.shape[1], 16];
    const latents = wave(2, channels, side, side);
    const answers: Record<string, Readonly<Record<string, Tensor>>> = {
      text_encoder: { last_hidden_state: states },
      unet: await run("diffusion/unet", {
        sample: latents,
        timestep: int64([2], [999, 300]),
        encoder_hidden_states: states,
      }),
      vae_encoder: await run("diffusion/vae_encoder", { sample: wave(2, 3, 64, 64) }),
      vae_decoder: await run("diffusion/vae_decoder", { latent_sample: latents }),
      clip: await run("clip/onnx", { input_ids: inputIds, pixel_values: wave(3, 3, 64, 64) }),
      judge: await run("judge", { pixel_values: wave(2, 3, 64, 64) }),
    };
    expect(Object.keys(golden.graphs).sort()).toEqual(Object.keys(answers).sort());
    for (const [graph, outputs] of Object.entries(golden.graphs)) {
      for (const [name, { shape, values }] of Object.entries(outputs)) {
        const { dims, data } = answers[graph][name];
        expect(dims).toEqual(shape);
        // logits are cosines times a scale of up to 100
        const scale = name.startsWith("logits") || graph === "judge" ? 1e-2 : 1e-3;
        values.forEach((value, i) => {
          expect(Math.abs((data as Float32Array)[i] - value)).toBeLessThan(scale);
        });
      }
    }
  });
});

describe("the language of the small world", () => {
  const phrases = Object.values(CAPTION_PHRASES).flatMap((values) => Object.values<readonly string[]>(values).flat());

  it.each(["clip", "diffusion/tokenizer"])(
    "has a token for every word of the renderer's captions (%s)",
    async (part) => {
      const tokenizer = await loadTokenizer(join(SMALL_WORLD_FOLDER, part));
      expect(phrases.length).toBeGreaterThan(50);
      for (const phrase of phrases)
        expect({ phrase, unknown: tokenizer.unknownWords(phrase) }).toEqual({ phrase, unknown: [] });
    },
  );

  it("names the words of a prompt that it does not know, in a warning, and draws all the same", async () => {
    const generator = stableDiffusion("small-world-diffusion", { mode: "text-to-image", steps: 2, inference });
    const source = { id: "none", path: "", className: "cat" };
    const make = (prompt: string): Promise<readonly string[]> =>
      generator.generate({ prompt, source, seed: 1 }).then(({ warnings }) => warnings);
    expect(await make("an oil painting of a high-contrast cat, <b>4k</b>")).toEqual([
      'Words the model does not know: "oil", "painting", "high-contrast", "b>4k</b".',
    ]);
    expect(await make("A Photo of a STRIPED cat, on grass.")).toEqual([]);
  });
});

describe("the judge", () => {
  it("reads the attributes off pictures it has never seen, and says how sure it is", async () => {
    const truths = randomCritters(100, 31);
    const images = await Promise.all(truths.map((truth, i) => render(truth, `judge-${i}`, 1000 + i)));
    const seen = await judgeCritters(images, { inference });
    for (const name of Object.keys(CRITTER_VALUES) as (keyof CritterAttributes)[]) {
      const right = truths.map((truth, i) => truth[name] === seen[i][name]);
      expect({ name, isGood: share(right) >= 0.94 }).toEqual({ name, isGood: true });
      expect(seen.every(({ confidence }) => confidence[name] > 1 / 11 && confidence[name] <= 1)).toBe(true);
    }
  });

  it("stops when it is asked to", async () => {
    await expect(judgeCritters([], { inference })).resolves.toEqual([]);
    const [image] = await Promise.all(randomCritters(1, 2).map((truth) => render(truth, "stop", 1)));
    await expect(judgeCritters([image], { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});

describe("the small world's CLIP", () => {
  it("puts most unseen pictures with their kind, their colour and their place", async () => {
    const { embedder } = smallWorld();
    const truths = randomCritters(80, 41);
    const images = await Promise.all(truths.map((truth, i) => render(truth, `clip-${i}`, 2000 + i)));
    for (const [name, template] of [
      ["kind", "an image of a {label}"],
      ["colour", "an image of a {label} animal"],
      ["scene", "an image of an animal, {label}"],
    ] as const) {
      const values = CRITTER_VALUES[name];
      const { data } = await embedder.zeroShot(images, values, { template });
      const best = images.map((_, i) => {
        const own = data.subarray(i * values.length, (i + 1) * values.length);
        return values[own.indexOf(Math.max(...own))];
      });
      const right = share(truths.map((truth, i) => truth[name] === best[i]));
      expect({ name, isGood: right >= 0.9 }).toEqual({ name, isGood: true });
    }
  });

  it("labels what is in unseen pictures", async () => {
    const { labeler } = smallWorld();
    const truths = randomCritters(60, 51);
    const images = await Promise.all(truths.map((truth, i) => render(truth, `label-${i}`, 3000 + i)));
    const found = await labeler.label(images);
    const pairs = found.flatMap(({ labels }, i) => labels.map((label) => Object.values(truths[i]).includes(label)));
    const said = truths.flatMap((truth, i) =>
      Object.values(truth)
        .filter((value) => value !== "none" && value !== "plain")
        .map((value) => found[i].labels.includes(value)),
    );
    expect(share(pairs)).toBeGreaterThan(0.9);
    expect(share(said)).toBeGreaterThan(0.85);
  });
});

describe("the small world's generator", () => {
  const source = { id: "none", path: "", className: "cat" };

  it("draws what complete prompts say, by the independent judge", async () => {
    const generator = stableDiffusion("small-world-diffusion", {
      ...{ mode: "text-to-image", guidance: 3, steps: 20, batch: 8, inference },
    });
    const wanted = randomCritters(64, 61);
    const made = await Promise.all(
      wanted.map(async (attributes, seed) => {
        const prompt = describeCritter(attributes, () => 0);
        const { png, warnings } = await generator.generate({ prompt, source, seed });
        expect(warnings).toEqual([]);
        return asFile(`made-${seed}`, attributes.kind, png);
      }),
    );
    const seen = await judgeCritters(made, { inference });
    for (const [name, least] of [
      ["kind", 0.9],
      ["scene", 0.9],
      ["medium", 0.9],
      ["colour", 0.85],
    ] as const) {
      const right = share(wanted.map((attributes, i) => attributes[name] === seen[i][name]));
      expect({ name, isGood: right >= least }).toEqual({ name, isGood: true });
    }
  });

  it("gives the same bytes for the same seed in another process, others for another seed", async () => {
    const digest = async (seed: number): Promise<string> => {
      const own = createInferenceProcess();
      try {
        const generator = stableDiffusion("small-world-diffusion", {
          ...{ mode: "text-to-image", guidance: 3, steps: 4, inference: own },
        });
        const { png } = await generator.generate({ prompt: "a photo of a gray owl at night", source, seed });
        return createHash("sha256").update(png).digest("hex");
      } finally {
        own.close();
      }
    };
    const first = await digest(1);
    expect(await digest(1)).toBe(first);
    expect(await digest(2)).not.toBe(first);
  });
});
