import { decodeRgb, decodeRgbInside, encodePng, readImageHeader } from "../../images/sharp.js";

/** The image to start from, as it is sent: decoded and encoded anew, without the file's name and metadata. */
export interface SourceImage {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Reads an image at its own size, made smaller where a side is longer than longestSide pixels.
 * @throws Error that names the file when it cannot be read
 */
export async function readSourceInside(path: string, longestSide: number): Promise<SourceImage> {
  const image = await decodeRgbInside(path, longestSide).catch((error: Error) => throwUnreadable(path, error));
  return { png: await encodePng(image), width: image.width, height: image.height };
}

/**
 * Reads an image scaled, up or down, to what diffusion models work at: the longer side as given, both sides multiples of step.
 * @throws Error that names the file when it cannot be read
 */
export async function readSourceScaled(path: string, longestSide: number, step: number): Promise<SourceImage> {
  const { width, height } = await fitSize(path, longestSide, step);
  const image = await decodeRgb(path, width, height).catch((error: Error) => throwUnreadable(path, error));
  return { png: await encodePng(image), width, height };
}

/** @returns the size a source would be scaled to: its own proportions, as near as multiples of step allow */
export async function fitSize(
  path: string,
  longestSide: number,
  step: number,
): Promise<{ readonly width: number; readonly height: number }> {
  const header = await readImageHeader(path).catch((error: Error) => throwUnreadable(path, error));
  const scale = longestSide / Math.max(header.width, header.height);
  const fit = (side: number): number => Math.max(step, step * Math.round((side * scale) / step));
  return { width: fit(header.width), height: fit(header.height) };
}

function throwUnreadable(path: string, cause: Error): never {
  throw new Error(`${path} cannot be read as an image (${cause.message}); load the folder again.`, { cause });
}
