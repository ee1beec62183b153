/** What the inference process does for the CLIP embedder: decoding, preprocessing, tokenizing and the models themselves. */
import type { JobContext, JobMessage, ModelSession } from "../../inference/job.js";
import { loadTokenizer, type TextTokenizer } from "../../inference/tokenizer.js";
import { concatRows, createMatrix } from "../../linalg/matrix.js";
import type { Matrix } from "../../types.js";
import { fitLogits, type LogitScale } from "./fit-logits.js";
import { createImageReaders, type ImageReaders } from "./image-readers.js";
import { type ImageSettings, inputSize } from "./image-settings.js";
import { inputOf, lengthOf } from "./tensors.js";
import { batchOf, embedImageBatch, embedTextBatch, type ImageBatch, runWholeModel, type TextBatch } from "./towers.js";

/** Where a model's files are, and what its configuration says. */
export interface ClipModel {
  readonly directory: string;
  readonly family: string;
  readonly vision: string;
  readonly text: string;
  readonly imageSettings: ImageSettings;
  readonly textLength: number | null;
}

/** What the job can be asked for. Progress comes as numbers of images or texts done. */
export type ClipRequest =
  | { readonly kind: "images"; readonly model: ClipModel; readonly paths: readonly string[] }
  | { readonly kind: "texts"; readonly model: ClipModel; readonly texts: readonly string[] }
  | { readonly kind: "logits"; readonly model: ClipModel };

/** Images of 224 x 224, or texts, that go through the model at once where it leaves that free. */
const BATCH = 16;

/** Texts that are unlike one another, to see how a model turns cosines into logits. */
const PROBES = ["a photo of a cat", "blue", "a map of an old town", "12:30"];

/** Kept as long as the process, as are the tokenizers. */
let readers: ImageReaders | undefined;

/** Tokenizers are kept as long as the process: SigLIP 2's takes most of a second to read. */
const tokenizers = new Map<string, Promise<TextTokenizer>>();

/** @returns a Matrix for images and texts (rows not normalised), LogitScale or null for logits */
export async function run(input: JobMessage, context: JobContext): Promise<JobMessage> {
  const request = input as ClipRequest;
  if (request.kind === "images") return embedImages(request.model, request.paths, context);
  if (request.kind === "texts") return embedTexts(request.model, request.texts, context);
  return measureLogits(request.model, context);
}

async function embedImages(model: ClipModel, paths: readonly string[], context: JobContext): Promise<Matrix> {
  const session = await context.loadSession(model.vision);
  const { width, height } = inputSize(model.imageSettings);
  // larger images need memory with the square of their patches
  const size = batchOf(session, "pixel_values", width * height > 224 * 224 ? BATCH / 4 : BATCH);
  const textLength = inputOf(session, "input_ids") ? await lengthOfTexts(model, session) : 0;
  const fill = isFixed(session, "pixel_values") ? size : 0;
  readers ??= createImageReaders();
  const { read, threads, beside } = readers;
  const readSome = (from: number): Promise<ImageBatch[]> => {
    const batches = cutIntoBatches(paths.slice(from, from + size * threads), size);
    const reading = Promise.all(batches.map((batch) => read(batch, model.imageSettings, fill)));
    reading.catch(() => {}); // thrown where it is awaited
    return reading;
  };
  const parts: Matrix[] = [];
  let reading = readSome(0);
  for (let done = 0; done < paths.length; ) {
    const batches = await reading;
    const next = done + size * threads;
    if (beside) reading = readSome(next);
    for (const batch of batches) {
      const count = Math.min(size, paths.length - done);
      parts.push(firstRows(await embedImageBatch(session, batch, textLength), count));
      done += count;
      context.report(done);
    }
    if (!beside) reading = readSome(next);
  }
  return concatRows(...parts);
}

async function embedTexts(model: ClipModel, texts: readonly string[], context: JobContext): Promise<Matrix> {
  const session = await context.loadSession(model.text);
  const size = batchOf(session, "input_ids", BATCH);
  const parts: Matrix[] = [];
  for (let start = 0; start < texts.length; start += size) {
    const some = texts.slice(start, start + size);
    const filled = isFixed(session, "input_ids") ? [...some, ...Array<string>(size - some.length).fill("")] : some;
    const settings = { family: model.family, imageSize: inputSize(model.imageSettings) };
    parts.push(firstRows(await embedTextBatch(session, await tokenize(model, session, filled), settings), some.length));
    context.report(start + some.length);
  }
  return concatRows(...parts);
}

/** Only a whole model shows its scale; null for one in two files, or with fixed batches that the probes do not fit. */
async function measureLogits(model: ClipModel, context: JobContext): Promise<LogitScale | null> {
  const session = await context.loadSession(model.vision);
  if (!inputOf(session, "input_ids") || isFixed(session, "input_ids") || isFixed(session, "pixel_values")) return null;
  const { width, height } = inputSize(model.imageSettings);
  const count = PROBES.length;
  // stripes, wider from image to image: plain pictures that no two models need to agree on
  const pixels = Float32Array.from({ length: count * 3 * width * height }, (_, i) => {
    const image = Math.floor(i / (3 * width * height));
    return Math.sin(((i % width) * (image + 1) * 6) / width) * 2;
  });
  const texts = await tokenize(model, session, PROBES);
  const result = await runWholeModel(session, { count, width, height, pixels }, texts);
  return result && fitLogits(result, model.family.startsWith("siglip"));
}

async function tokenize(model: ClipModel, session: ModelSession, texts: readonly string[]): Promise<TextBatch> {
  const length = await lengthOfTexts(model, session);
  const tokenizer = await tokenizerOf(model.directory);
  const ids = new Int32Array(texts.length * length);
  const mask = new Int32Array(texts.length * length);
  texts.forEach((text, i) => {
    const encoded = tokenizer.encode(text, length);
    ids.set(encoded.ids, i * length);
    mask.set(encoded.mask, i * length);
  });
  return { count: texts.length, length, ids, mask };
}

/** Tokens of a text, filled up: what the model fixes, then its configuration, its tokenizer, and what all of its family take. */
async function lengthOfTexts(model: ClipModel, session: ModelSession): Promise<number> {
  const usual = model.family.startsWith("siglip") ? 64 : 77;
  const declared = model.textLength ?? (await tokenizerOf(model.directory)).maxLength ?? usual;
  return lengthOf(inputOf(session, "input_ids")?.dims[1], declared);
}

function tokenizerOf(directory: string): Promise<TextTokenizer> {
  const known = tokenizers.get(directory);
  if (known) return known;
  const loading = loadTokenizer(directory);
  tokenizers.set(directory, loading);
  loading.catch(() => tokenizers.delete(directory)); // a mended file is read again
  return loading;
}

function isFixed(session: ModelSession, input: string): boolean {
  return batchOf(session, input, 0) > 0;
}

function cutIntoBatches(paths: readonly string[], size: number): (readonly string[])[] {
  return Array.from({ length: Math.ceil(paths.length / size) }, (_, i) => paths.slice(i * size, (i + 1) * size));
}

function firstRows({ columns, data }: Matrix, count: number): Matrix {
  return createMatrix(count, columns, data.slice(0, count * columns));
}
