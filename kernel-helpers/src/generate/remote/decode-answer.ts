import { decodeRgbInside, encodePng, readImageHeader } from "../../images/sharp.js";
import { badAnswer, TryError } from "../../remote/try-error.js";

/** A larger image than any of these servers makes; one that would fill the memory is refused by its header. */
const LONGEST_SIDE = 8192;
const FORMATS = new Set(["png", "jpeg", "webp", "heif"]);

/**
 * Reads base64 as servers write it: bare, or as a data URL.
 * @throws TryError when characters are missing or foreign
 */
export function decodeBase64(text: string, host: string): Uint8Array {
  const bare = text.replace(/^data:[^,]*,/, "").replace(/\s+/g, "");
  const unpadded = bare.replace(/={1,2}$/, "");
  if (unpadded === "" || /[^A-Za-z0-9+/]/.test(unpadded) || unpadded.length % 4 === 1) {
    throw badAnswer(`${host} sent an image in broken base64.`);
  }
  return Buffer.from(unpadded, "base64");
}

/**
 * Decodes a server's image whole, and encodes it anew: a PNG without the words that servers hide in image files.
 * @throws TryError when it is no whole image, or of a size that cannot be meant
 */
export async function toPng(image: Uint8Array, host: string): Promise<Uint8Array> {
  const header = await readImageHeader(image).catch(() => null);
  if (header === null || !FORMATS.has(header.format)) {
    throw badAnswer(`${host} sent ${image.length} bytes that are no image.`);
  }
  const { width, height } = header;
  if (Math.max(width, height) > LONGEST_SIDE) {
    const reason = `${host} sent an image of ${width} x ${height} pixels; more than ${LONGEST_SIDE} on a side is refused.`;
    throw new TryError(reason, { isRetryable: false, mayCost: true });
  }
  const pixels = await decodeRgbInside(image, LONGEST_SIDE).catch((error: Error) => {
    throw badAnswer(`${host} sent half an image (${error.message}).`);
  });
  return encodePng(pixels);
}
