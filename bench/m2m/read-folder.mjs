import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readNpy } from "../read-npy.mjs";

/**
 * A folder with image-features.npy (n, d), label-features.npy (m, any width) and relation.json { imageLabels: n lists of label indices,
 * imageClass?: n class indices }. Other keys are ignored.
 * @param {string} folder
 * @throws Error naming what is missing or does not fit
 */
export function readFolder(folder) {
  for (const name of ["image-features.npy", "label-features.npy", "relation.json"]) {
    if (!existsSync(join(folder, name))) {
      throw new Error(
        `no ${name} in ${folder}; give a folder with image-features.npy, label-features.npy, relation.json.`,
      );
    }
  }
  const images = readNpy(join(folder, "image-features.npy"));
  const labels = readNpy(join(folder, "label-features.npy"));
  const { imageLabels, imageClass } = JSON.parse(readFileSync(join(folder, "relation.json"), "utf8"));
  if (!Array.isArray(imageLabels) || imageLabels.length !== images.rows) {
    throw new Error(
      `${folder}: ${images.rows} images, imageLabels has ${imageLabels?.length ?? "no"} lists; give one per image.`,
    );
  }
  if (imageClass !== undefined && imageClass.length !== images.rows) {
    throw new Error(`${folder}: ${images.rows} images, imageClass has ${imageClass.length}; give one class per image.`);
  }
  return { images, labels, relation: { imageLabels }, classes: imageClass };
}
