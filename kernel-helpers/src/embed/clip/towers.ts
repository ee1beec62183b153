import type { ModelSession, Tensor } from "../../inference/job.js";
import { createMatrix } from "../../linalg/matrix.js";
import type { Matrix } from "../../types.js";
import { floatsOf, floatTensor, idTensor, inputOf, lengthOf } from "./tensors.js";

/** Texts as a model takes them, row after row. */
export interface TextBatch {
  readonly count: number;
  readonly length: number;
  /** shape (count, length), both */
  readonly ids: Int32Array;
  readonly mask: Int32Array;
}

/** Images as a model takes them. */
export interface ImageBatch {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  /** shape (count, 3, height, width) */
  readonly pixels: Float32Array;
}

/** Where a model puts the vectors of images: after the projection, or, where there is none to come (SigLIP), after the pooling. */
const IMAGE_OUTPUTS = ["image_embeds", "pooler_output"];
const TEXT_OUTPUTS = ["text_embeds", "pooler_output"];

/**
 * Runs images through a vision model, or through a whole model beside an empty text; rows come as the model gave them, not normalised.
 * @throws Error that names the model, what it takes and gives, and what was looked for
 */
export async function embedImageBatch(session: ModelSession, images: ImageBatch, textLength: number): Promise<Matrix> {
  const output = outputOf(session, "pixel_values", IMAGE_OUTPUTS, "images");
  const feeds = { ...imageFeeds(session, images), ...textFeeds(session, emptyText(session, textLength)) };
  return rowsOf((await session.run(feeds))[output], images.count);
}

/**
 * Runs texts through a text model, or through a whole model beside a black image of the given size.
 * @throws Error as embedImageBatch, and for a CLIP text model without its projection
 */
export async function embedTextBatch(
  session: ModelSession,
  texts: TextBatch,
  { family, imageSize }: { readonly family: string; readonly imageSize: Pick<ImageBatch, "width" | "height"> },
): Promise<Matrix> {
  const output = outputOf(session, "input_ids", TEXT_OUTPUTS, "texts");
  if (output === "pooler_output" && !family.startsWith("siglip")) {
    throw new Error(
      `clip: ${session.path} gives no text_embeds: it was exported without the projection into the space of images. Export the model with its projection (CLIPTextModelWithProjection).`,
    );
  }
  const feeds = { ...textFeeds(session, texts), ...imageFeeds(session, blackImage(session, imageSize)) };
  return rowsOf((await session.run(feeds))[output], texts.count);
}

/** All that a whole model says of some images and texts. */
export async function runWholeModel(
  session: ModelSession,
  images: ImageBatch,
  texts: TextBatch,
): Promise<{ readonly images: Matrix; readonly texts: Matrix; readonly logits: Float32Array } | null> {
  const names = ["logits_per_image", "image_embeds", "text_embeds"];
  if (!names.every((name) => session.outputs.some((output) => output.name === name))) return null;
  const result = await session.run({ ...textFeeds(session, texts), ...imageFeeds(session, images) });
  return {
    images: rowsOf(result.image_embeds, images.count),
    texts: rowsOf(result.text_embeds, texts.count),
    logits: floatsOf(result.logits_per_image),
  };
}

/** How many images, or texts, the model wants at once where it has fixed that. */
export function batchOf(session: ModelSession, input: string, free: number): number {
  return lengthOf(inputOf(session, input)?.dims[0], free);
}

function outputOf(session: ModelSession, input: string, names: readonly string[], what: string): string {
  const output = names.find((name) => session.outputs.some((given) => given.name === name));
  if (inputOf(session, input) && output) return output;
  const list = (infos: readonly { readonly name: string }[]): string => infos.map(({ name }) => name).join(", ");
  throw new Error(
    `clip: ${session.path} cannot embed ${what}: it takes ${list(session.inputs)} and gives ${list(session.outputs)}; needed are ${input} and ${names.join(" or ")}. Give the folder of a whole CLIP or SigLIP model.`,
  );
}

function imageFeeds(session: ModelSession, { count, width, height, pixels }: ImageBatch): Record<string, Tensor> {
  const input = inputOf(session, "pixel_values");
  return input ? { pixel_values: floatTensor(input, [count, 3, height, width], pixels) } : {};
}

function textFeeds(session: ModelSession, { count, length, ids, mask }: TextBatch): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  const idsInput = inputOf(session, "input_ids");
  const maskInput = inputOf(session, "attention_mask");
  if (idsInput) feeds.input_ids = idTensor(idsInput, [count, length], ids);
  if (maskInput) feeds.attention_mask = idTensor(maskInput, [count, length], mask);
  return feeds;
}

function emptyText(session: ModelSession, textLength: number): TextBatch {
  const dims = inputOf(session, "input_ids")?.dims;
  const [count, length] = [lengthOf(dims?.[0], 1), lengthOf(dims?.[1], textLength)];
  return { count, length, ids: new Int32Array(count * length), mask: new Int32Array(count * length).fill(1) };
}

function blackImage(session: ModelSession, { width, height }: Pick<ImageBatch, "width" | "height">): ImageBatch {
  const count = batchOf(session, "pixel_values", 1);
  return { count, width, height, pixels: new Float32Array(count * 3 * height * width) };
}

function rowsOf(tensor: Tensor, count: number): Matrix {
  const data = floatsOf(tensor);
  return createMatrix(count, data.length / count, data);
}
