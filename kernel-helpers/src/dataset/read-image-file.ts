import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { decodeFully, readImageHeader } from "../images/sharp.js";
import { describeBytes, type ImageFormat, sniffFormat } from "../images/sniff-format.js";
import { realPathInside } from "./inside-folder.js";

/** One file that is a whole image. */
export interface ReadImage {
  /** sha256 of the bytes, hex */
  readonly contentHash: string;
  readonly format: ImageFormat;
  /** pixels, after EXIF rotation */
  readonly width: number;
  readonly height: number;
}

/** Files above this are not read into memory. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;

/**
 * Reads a file and proves it to be a whole image: by its first bytes, its size in pixels, then by decoding all of it.
 * @param root the real path it must lie in
 * @throws Error whose message completes "<path> ...": what is wrong and what to do
 */
export async function readImageFile(root: string, path: string, maxPixels: number): Promise<ReadImage> {
  const bytes = await readBytes(await realPathInside(root, path));
  const format = sniffFormat(bytes);
  if (format === null) throw new Error(`is not an image: ${describeBytes(bytes)}.`);
  const header = await readImageHeader(bytes).catch((error: Error) => {
    throw new Error(damaged(error), { cause: error });
  });
  const { width, height } = header;
  if (width * height > maxPixels) {
    throw new Error(
      `is ${width} x ${height} pixels, more than the ${Math.round(maxPixels / 1e6)} million allowed; make it smaller or raise maxPixels.`,
    );
  }
  await decodeFully(bytes, maxPixels).catch((error: Error) => {
    throw new Error(damaged(error), { cause: error });
  });
  return { contentHash: createHash("sha256").update(bytes).digest("hex"), format, width, height };
}

async function readBytes(path: string): Promise<Uint8Array> {
  const { size, ...entry } = await describe(path);
  // a pipe or a device would keep us waiting for ever
  if (!entry.isFile) throw new Error("is not a regular file; remove it.");
  if (size > MAX_FILE_BYTES) {
    throw new Error(
      `has ${Math.round(size / 2 ** 20)} MiB, more than the ${MAX_FILE_BYTES / 2 ** 20} allowed; make it smaller.`,
    );
  }
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot be read (${error.code}); give this user permission to read it.`, { cause: error });
  });
}

async function describe(path: string): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile() };
}

function damaged(error: Error): string {
  const detail = error.message
    .split("\n")[0]
    .trim()
    .replace(/[.:]+$/, "");
  return `is damaged or cut off (${detail}); copy or download it again.`;
}
