import sharp from "sharp";

/** Pixels drawn per pixel kept, along each side. */
const SUPERSAMPLING = 2;

/**
 * Turns the SVG of drawCritter into a PNG.
 * @param size side of the square picture, pixels
 * @throws Error when the text is no SVG
 */
export async function renderCritter(svg: string, size = 64): Promise<Uint8Array> {
  const density = (72 * size * SUPERSAMPLING) / 256; // one unit is one pixel at 72
  return sharp(Buffer.from(svg), { density })
    .resize(size, size, { kernel: "lanczos3", fit: "fill" })
    .removeAlpha()
    .png({ compressionLevel: 6 })
    .toBuffer();
}
