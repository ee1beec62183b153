import type { Filter } from "./resample.js";

/** What preprocessor_config.json says about an image on its way into the model. */
export interface ImageSettings {
  /** one number: the shorter side's new length, proportions kept; two: both sides, proportions not kept; null: left as it is */
  readonly resize: number | { readonly width: number; readonly height: number } | null;
  readonly filter: Filter;
  /** cut out of the middle, after resizing; black where the image is smaller */
  readonly crop: { readonly width: number; readonly height: number } | null;
  /** a byte times this, minus mean, by std: what the model gets */
  readonly rescale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Pillow's numbers for its filters. */
const FILTERS: Readonly<Record<number, Filter>> = { 1: "lanczos", 2: "bilinear", 3: "bicubic" };

/** What the classes of transformers do where the file says nothing. */
const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073];
const CLIP_STD = [0.26862954, 0.26130258, 0.27577711];

/**
 * Reads a preprocessor_config.json as transformers' CLIPImageProcessor and SiglipImageProcessor do, sizes written as plain numbers included.
 * @throws Error for a size or a filter not known here
 */
export function parseImageSettings(config: Readonly<Record<string, unknown>>): ImageSettings {
  const isSiglip = /siglip/i.test(`${config.image_processor_type ?? config.feature_extractor_type}`);
  const resample = config.resample ?? 3;
  const filter = FILTERS[resample as number];
  if (!filter) {
    throw new Error(`"resample" is ${JSON.stringify(resample)}; 1 (lanczos), 2 (bilinear) and 3 (bicubic) are known.`);
  }
  const doCrop = (config.do_center_crop ?? !isSiglip) === true;
  const normalizes = config.do_normalize !== false;
  return {
    resize: config.do_resize === false ? null : resizing(config.size ?? 224, doCrop),
    filter,
    crop: doCrop ? rectangle(config.crop_size ?? 224, "crop_size") : null,
    rescale: config.do_rescale === false ? 1 : numberOf(config.rescale_factor ?? 1 / 255, "rescale_factor"),
    mean: normalizes
      ? channels(config.image_mean ?? (isSiglip ? [0.5, 0.5, 0.5] : CLIP_MEAN), "image_mean")
      : [0, 0, 0],
    std: normalizes ? divisors(config.image_std ?? (isSiglip ? [0.5, 0.5, 0.5] : CLIP_STD), "image_std") : [1, 1, 1],
  };
}

/** The size images have when they enter the model; of a preprocessing without one, that of most models. */
export function inputSize({ crop, resize }: ImageSettings): { readonly width: number; readonly height: number } {
  if (crop) return crop;
  return typeof resize === "object" && resize ? resize : { width: resize ?? 224, height: resize ?? 224 };
}

function resizing(size: unknown, doCrop: boolean): ImageSettings["resize"] {
  if (typeof size === "number") return doCrop ? size : { width: size, height: size };
  const { shortest_edge, longest_edge } = size as Readonly<Record<string, unknown>>;
  if (longest_edge != null) throw new Error(`"size" is ${JSON.stringify(size)}; "longest_edge" is not known here.`);
  return shortest_edge == null ? rectangle(size, "size") : numberOf(shortest_edge, "size.shortest_edge");
}

function rectangle(size: unknown, name: string): { readonly width: number; readonly height: number } {
  if (typeof size === "number") return { width: size, height: size };
  const { width, height } = (size ?? {}) as Readonly<Record<string, unknown>>;
  return { width: numberOf(width, `${name}.width`), height: numberOf(height, `${name}.height`) };
}

function channels(values: unknown, name: string): readonly number[] {
  if (Array.isArray(values) && values.length === 3 && values.every((value) => Number.isFinite(value))) return values;
  throw new Error(`"${name}" is ${JSON.stringify(values)}, not three numbers.`);
}

function divisors(values: unknown, name: string): readonly number[] {
  return channels(values, name).map((value) => numberOf(value, name));
}

function numberOf(value: unknown, name: string): number {
  if (typeof value === "number" && value > 0) return value;
  throw new Error(`"${name}" is ${JSON.stringify(value)}, not a positive number.`);
}
