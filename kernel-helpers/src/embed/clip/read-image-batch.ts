import { mapBounded } from "../../images/map-bounded.js";
import { decodeOpaque } from "../../images/sharp.js";
import type { ImageSettings } from "./image-settings.js";
import { preprocessImage } from "./preprocess-image.js";
import type { ImageBatch } from "./towers.js";

/** Whole pictures held in memory at once. */
const DECODED_AT_ONCE = 4;

/**
 * Reads image files as the model takes them.
 * @param fill the batch is made this long with black images; 0: as long as there are files
 * @throws Error that names the file that cannot be read, or that comes out in another size than the first
 */
export async function readImageBatch(
  paths: readonly string[],
  settings: ImageSettings,
  fill: number,
): Promise<ImageBatch> {
  const images = await mapBounded(paths, DECODED_AT_ONCE, async (path) => {
    const image = await decodeOpaque(path).catch((error: Error) => {
      const [reason] = error.message.split("\n"); // libvips says the same many times
      throw new Error(`clip: ${path} cannot be read as an image (${reason}); load the folder again.`, { cause: error });
    });
    return preprocessImage(image, settings);
  });
  const [{ width, height }] = images;
  const count = Math.max(paths.length, fill);
  const pixels = new Float32Array(count * 3 * width * height);
  images.forEach((image, i) => {
    if (image.width !== width || image.height !== height) {
      throw new Error(
        `clip: ${paths[i]} comes out as ${image.width} x ${image.height} pixels and ${paths[0]} as ${width} x ${height}; preprocessor_config.json must end in one size for all.`,
      );
    }
    pixels.set(image.data, i * 3 * width * height);
  });
  return { count, width, height, pixels };
}
