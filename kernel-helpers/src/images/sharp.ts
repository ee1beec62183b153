import sharp, { type Sharp } from "sharp";

/** The one place that decodes, encodes and scales image files; nothing else imports sharp, but for the renderer of the demo dataset. */

// libvips would keep open files and old pixels for files that changed on disk
sharp.cache(false);

/** Pixels of one image, row by row, 3 bytes (sRGB) per pixel. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** length width * height * 3, values 0 to 255 */
  readonly data: Uint8ClampedArray;
}

/** What an image file says about itself before anything is decoded. */
export interface ImageHeader {
  /** pixels, after EXIF rotation */
  readonly width: number;
  readonly height: number;
  /** "jpeg", "png", "webp", "gif", "heif" (also AVIF), "tiff" */
  readonly format: string;
}

/** A path, or the file's bytes. */
export type ImageSource = string | Uint8Array;

/** Broken and cut-off pixel data is an error; harmless oddities (a wrong colour profile) are not. */
const STRICT = { failOn: "error" } as const;

/**
 * Reads the header only, so it is safe on files that would decode to gigabytes.
 * @throws Error of libvips when the bytes are no image it can read
 */
export async function readImageHeader(source: ImageSource): Promise<ImageHeader> {
  const metadata = await sharp(source, { ...STRICT, limitInputPixels: false }).metadata();
  return { width: metadata.autoOrient.width, height: metadata.autoOrient.height, format: metadata.format };
}

/**
 * Decodes every pixel of the (first) picture and keeps none: the test of a whole file.
 * @throws Error of libvips when the file is cut off or damaged
 */
export async function decodeFully(source: ImageSource, maxPixels: number): Promise<void> {
  // "linear" without shrink-on-load reads each row down to the last one, in a few rows of memory
  await sharp(source, { ...STRICT, limitInputPixels: maxPixels, sequentialRead: true })
    .resize(8, 8, { fit: "fill", kernel: "linear", fastShrinkOnLoad: false })
    .raw()
    .toBuffer();
}

/**
 * Decodes to exactly width x height sRGB pixels, EXIF rotation applied, transparency laid on white, proportions not kept.
 * @throws Error of libvips when the file cannot be read or decoded
 */
export async function decodeRgb(source: ImageSource, width: number, height: number): Promise<RgbImage> {
  return toRgb(sharp(source, STRICT).autoOrient().resize(width, height, { fit: "fill" }));
}

/** Like decodeRgb, at the image's own size and proportions, made smaller where its longer side is more than longestSide. */
export async function decodeRgbInside(source: ImageSource, longestSide: number): Promise<RgbImage> {
  const fitted = { fit: "inside", withoutEnlargement: true } as const;
  return toRgb(sharp(source, STRICT).autoOrient().resize(longestSide, longestSide, fitted));
}

/**
 * Decodes at the image's own size to the pixels a model saw that was trained with Pillow's convert("RGB"): EXIF rotation applied,
 * transparency dropped (not laid on white), an embedded colour profile not applied.
 * @throws Error of libvips when the file cannot be read or decoded
 */
export async function decodeOpaque(source: ImageSource): Promise<RgbImage> {
  const { data, info } = await sharp(source, { ...STRICT, ignoreIcc: true })
    .autoOrient()
    .removeAlpha()
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const rgb = threeChannels(data, info.channels);
  // a view, not a copy: these are the largest pixels held here
  return {
    width: info.width,
    height: info.height,
    data: new Uint8ClampedArray(rgb.buffer, rgb.byteOffset, rgb.byteLength),
  };
}

async function toRgb(pipeline: Sharp): Promise<RgbImage> {
  const { data, info } = await pipeline
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(threeChannels(data, info.channels)) };
}

// a grey picture may still come out with one channel
function threeChannels(data: Uint8Array, channels: number): Uint8Array {
  if (channels === 3) return data;
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 3) rgb.fill(data[from], to, to + 3);
  return rgb;
}

/** Encodes as PNG; the same pixels always give the same bytes. */
export async function encodePng(image: RgbImage): Promise<Uint8Array> {
  const pixels = new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength);
  return sharp(pixels, { raw: { width: image.width, height: image.height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
}

/** Encodes for showing, not for keeping: JPEG, without the colour subsampling that smears thin coloured lines. */
export async function encodeJpeg(source: ImageSource): Promise<Uint8Array> {
  return sharp(source, STRICT).jpeg({ quality: 85, chromaSubsampling: "4:4:4" }).toBuffer();
}

/** Draws a picture of our own as a PNG of at most 256 colours: a third of the size, and plots lose nothing. */
export async function drawSvg(svg: string): Promise<Uint8Array> {
  return sharp(Buffer.from(svg)).png({ palette: true }).toBuffer();
}

/**
 * A small picture for lists and plots: WebP, longer side at most px, never enlarged, EXIF rotation applied, metadata dropped.
 * @throws Error of libvips when the file cannot be read or decoded
 */
export async function makeThumbnail(source: ImageSource, px: number): Promise<Uint8Array> {
  return sharp(source, STRICT)
    .autoOrient()
    .resize(px, px, { fit: "inside", withoutEnlargement: true })
    .webp({ quality: 80 })
    .toBuffer();
}

/**
 * An image to send away: JPEG, longer side at most px, never enlarged, EXIF rotation applied, transparency laid on white, metadata dropped.
 * @throws Error of libvips when the file cannot be read or decoded
 */
export async function makeSmallJpeg(source: ImageSource, px: number): Promise<Uint8Array> {
  return sharp(source, STRICT)
    .autoOrient()
    .resize(px, px, { fit: "inside", withoutEnlargement: true })
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** A picture and the corner it is laid at, pixels from the left and the top. */
export interface Placed {
  readonly picture: Uint8Array;
  readonly left: number;
  readonly top: number;
}

/** Scales a picture to lie inside px x px, small ones enlarged; returns PNG bytes and their size. */
export async function fitInside(
  source: ImageSource,
  px: number,
): Promise<{ readonly png: Uint8Array; readonly width: number; readonly height: number }> {
  const { data, info } = await sharp(source, STRICT)
    .autoOrient()
    .resize(px, px, { fit: "inside" })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}

/** Lays pictures (PNG, or SVG made by us) on a plain ground and returns a PNG. */
export async function layOut(
  width: number,
  height: number,
  background: string,
  placed: readonly Placed[],
): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background } })
    .composite(placed.map(({ picture, left, top }) => ({ input: Buffer.from(picture), left, top })))
    .png()
    .toBuffer();
}

/** A part of an image in whole pixels, after EXIF rotation. */
export interface PixelArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A part of an image as PNG, EXIF rotation applied, metadata dropped. @throws Error of libvips when the area is not in the image */
export async function cropPng(source: ImageSource, area: PixelArea): Promise<Uint8Array> {
  return sharp(source, STRICT).autoOrient().extract(area).png().toBuffer();
}
