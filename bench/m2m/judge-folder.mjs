import { packageParts } from "./package-parts.mjs";
import { readFolder } from "./read-folder.mjs";

/** Up to this many images are all judged; of more, a sample is. */
const JUDGED_IMAGES = 20_000;
const SAMPLE = 2_000;

/**
 * The eleven numbers of a layout of one folder.
 * @param {{ folder: string, layout: { images: Float32Array, labels: Float32Array } }} task
 * @returns {Promise<{ quality: object, isSampled: boolean }>}
 */
export async function judgeFolder({ folder, layout }) {
  const { judgeLayout } = packageParts();
  const { images, labels, relation, classes } = readFolder(folder);
  const isSampled = images.rows > JUDGED_IMAGES;
  const options = { classes, sample: isSampled ? SAMPLE : undefined };
  return { quality: await judgeLayout(images, labels, relation, layout, options), isSampled };
}
