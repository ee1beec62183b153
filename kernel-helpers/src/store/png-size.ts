const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * The size a PNG says it has, from its header.
 * @throws Error when the bytes are not a PNG: what a generator returned is not believed unseen
 */
export function pngSize(png: Uint8Array): { readonly width: number; readonly height: number } {
  const isPng = png.length >= 33 && PNG_SIGNATURE.every((byte, i) => png[i] === byte);
  if (!isPng) throw new Error(`The generator returned ${png.length} bytes that are not a PNG image.`);
  const header = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const width = header.getUint32(16);
  const height = header.getUint32(20);
  if (width === 0 || height === 0) throw new Error("The generator returned a PNG image without pixels.");
  return { width, height };
}
