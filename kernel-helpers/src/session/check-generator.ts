import type { Generator } from "../types.js";

/** Keeps a generator busy that leaves it to the session, while files are being flushed; slow ones say themselves what they like. */
const AT_ONCE = 4;

/** How many images are asked for at the same time. */
export function imagesAtOnce({ concurrency = AT_ONCE }: Generator): number {
  return concurrency;
}

/**
 * What every plan needs of a generator, checked before anything is written or spent: each image starts from an original. Seeds are not needed;
 * where they are not obeyed the images say so.
 * @throws Error naming what the generator cannot do
 */
export function checkGenerator(generator: Generator): void {
  const { name, capabilities } = generator;
  if (!capabilities.imageToImage) {
    throw new Error(
      `expand: ${name} cannot start from an image (imageToImage), and every image here starts from an original; open the session with another generator.`,
    );
  }
  const atOnce = imagesAtOnce(generator);
  if (!Number.isInteger(atOnce) || atOnce < 1) {
    throw new Error(
      `expand: ${name} likes ${String(atOnce)} requests at once (concurrency); that must be a whole number from 1.`,
    );
  }
}
