import { join } from "node:path";
import { decodeRgb, type RgbImage } from "../../images/sharp.js";
import { toPlanes } from "../../images/to-planes.js";
import type { Inference, Tensor } from "../../inference/job.js";
import { SMALL_WORLD_FOLDER } from "../../inference/model-files/bundled-models.js";
import { runModel } from "../../inference/run-model.js";
import type { CallOptions, ImageRef } from "../../types.js";
import { CRITTER_VALUES, type CritterAttributes } from "./critter-attributes.js";

export interface JudgeCrittersOptions extends CallOptions {
  /** where the judge runs; the package's own process on the CPU when left out */
  readonly inference?: Inference;
  /** another export of models/train.py than the one that comes with the package: a folder with model.onnx */
  readonly directory?: string;
}

/** What the judge sees in one image. */
export interface JudgedCritter extends CritterAttributes {
  /** how sure it is of each attribute, in [0, 1]; a guess is 1 / values */
  readonly confidence: Readonly<Record<keyof CritterAttributes, number>>;
}

/** Side of the images the judge was trained on, pixels. */
const SIZE = 64;
/** Images that go through the judge at once. */
const BATCH = 64;

/**
 * The independent judge of the small world, for studies and tests: a network that reads all seven attributes off a picture of a critter. It was trained on
 * renders that no other model has seen, and nothing inside the loop uses it, so it can say whether a generator did what it was told.
 * Of pictures of anything else it talks nonsense. How often it is right is in small-world/MODEL_CARD.md.
 * @returns one per image, in their order
 * @throws Error when a file cannot be read; the signal's reason when aborted
 */
export async function judgeCritters(
  images: readonly ImageRef[],
  options: JudgeCrittersOptions = {},
): Promise<readonly JudgedCritter[]> {
  const { inference, signal, onProgress, directory = join(SMALL_WORLD_FOLDER, "judge") } = options;
  const seen: JudgedCritter[] = [];
  for (let from = 0; from < images.length; from += BATCH) {
    signal?.throwIfAborted();
    const batch = images.slice(from, from + BATCH);
    const pixels = await Promise.all(batch.map(({ path }) => decodeRgb(path, SIZE, SIZE)));
    const feeds = { pixel_values: toTensor(pixels) };
    const { outputs } = await runModel(join(directory, "model.onnx"), feeds, { inference, signal });
    batch.forEach((_, row) => {
      seen.push(readRow(outputs, row));
    });
    onProgress?.(seen.length, images.length);
  }
  return seen;
}

/** Pixels to numbers in [-1, 1], shape (n, 3, SIZE, SIZE). */
function toTensor(images: readonly RgbImage[]): Tensor {
  const data = new Float32Array(images.length * 3 * SIZE * SIZE);
  images.forEach((image, i) => void toPlanes(image.data, data, i * 3 * SIZE * SIZE));
  return { type: "float32", dims: [images.length, 3, SIZE, SIZE], data };
}

function readRow(outputs: Readonly<Record<string, Tensor>>, row: number): JudgedCritter {
  const names = Object.keys(CRITTER_VALUES) as (keyof CritterAttributes)[];
  const read = names.map((name) => {
    const scores = outputs[name].data as Float32Array; // (n, values)
    const values = CRITTER_VALUES[name];
    const own = scores.subarray(row * values.length, (row + 1) * values.length);
    const best = own.indexOf(Math.max(...own));
    return { name, value: values[best], sure: softmaxAt(own, best) };
  });
  return {
    ...Object.fromEntries(read.map(({ name, value }) => [name, value])),
    confidence: Object.fromEntries(read.map(({ name, sure }) => [name, sure])),
  } as unknown as JudgedCritter;
}

function softmaxAt(scores: Float32Array, place: number): number {
  return 1 / scores.reduce((sum, score) => sum + Math.exp(score - scores[place]), 0);
}
