/** The image formats we read; all are pictures only, none carries code (SVG does). */
export type ImageFormat = "png" | "jpeg" | "webp" | "gif" | "avif" | "tiff";

/** The usual extension of each format, without the dot. */
export const EXTENSIONS: Readonly<Record<ImageFormat, string>> = {
  png: "png",
  jpeg: "jpg",
  webp: "webp",
  gif: "gif",
  avif: "avif",
  tiff: "tif",
};

/**
 * Tells an image's format by the first bytes of the file, whatever its name says.
 * @returns null when they are none of ours
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat | null {
  const text = String.fromCharCode(...bytes.subarray(0, 32)); // one character per byte
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (text.startsWith("\xff\xd8\xff")) return "jpeg";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "gif";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "webp";
  if (text.startsWith("II*\0") || text.startsWith("MM\0*")) return "tiff";
  // an ISO media file; AVIF names its brand first or among the compatible ones
  if (text.slice(4, 8) === "ftyp" && /avi[fs]/.test(text.slice(8))) return "avif";
  return null;
}

/** What a file that is no image of ours seems to be instead, for messages. */
export function describeBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return "it is empty";
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 512));
  if (/^\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE svg|<svg)/is.test(start)) {
    return "it is SVG, which is code, not pixels; export it as PNG";
  }
  if (start.slice(4, 8) === "ftyp") return "it is HEIC or a video; convert it to JPEG or PNG";
  if (start.startsWith("BM")) return "it may be a BMP; convert it to PNG";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary from text
  if (!/[\x00-\x08\x0e-\x1f]/.test(start)) return "it holds text";
  return "its bytes are of no image format read here (PNG, JPEG, WebP, GIF, AVIF, TIFF)";
}
