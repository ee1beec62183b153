import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageParts } from "./package-parts.mjs";

const CLASSES = 37;
const GROUPS_PER_CLASS = 8;

/** Directions in which all images differ: as few as real features have. */
const STYLES = 32;

/** Lengths of a vector's parts, so that cosines come out much as CLIP's: 0.55 to 0.85 between images, up to 0.2 from image to text. */
const IMAGE_PARTS = { kind: 1.1, class: 0.6, group: 0.4, style: 0.6, own: 0.2 };
const LABEL_PARTS = { kind: 1.3, class: 0.6, own: 0.7 };

/** How many labels of its own class, and of any, an image is expected to carry; about one image in thirty carries none. */
const OWN_LABELS = 3;
const OTHER_LABELS = 0.5;

/**
 * Writes made-up CLIP-like data in the format of read-folder.mjs: images in groups within classes and each with a style, labels tied to a class
 * each, both kinds around a direction of their own (the gap between modalities).
 * @param {{ folder: string, images: number, labels: number, dimensions: number, seed: number }} task
 */
export function writeClusteredFolder({ folder, images, labels, dimensions, seed }) {
  const { createRandom, randomNormal } = packageParts();
  const random = createRandom(seed);
  const direction = () => Float32Array.from({ length: dimensions }, () => randomNormal(random) / Math.sqrt(dimensions));
  const [imageKind, labelKind] = [direction(), direction()];
  const classes = Array.from({ length: CLASSES }, direction);
  const groups = Array.from({ length: CLASSES * GROUPS_PER_CLASS }, direction);
  const styles = Array.from({ length: STYLES }, direction);
  const style = () =>
    mix(
      styles.map(() => randomNormal(random) / Math.sqrt(STYLES)),
      styles,
    );
  const imageClass = Array.from({ length: images }, () => Math.floor(random() * CLASSES));
  const imageRow = (i) => {
    const group = groups[imageClass[i] * GROUPS_PER_CLASS + Math.floor(random() * GROUPS_PER_CLASS)];
    return mixNamed(IMAGE_PARTS, {
      kind: imageKind,
      class: classes[imageClass[i]],
      group,
      style: style(),
      own: direction(),
    });
  };
  const labelRow = (w) => mixNamed(LABEL_PARTS, { kind: labelKind, class: classes[w % CLASSES], own: direction() });
  writeNpy(join(folder, "image-features.npy"), images, dimensions, imageRow);
  writeNpy(join(folder, "label-features.npy"), labels, dimensions, labelRow);
  const chances = { own: Math.min(0.8, (OWN_LABELS * CLASSES) / labels), other: OTHER_LABELS / labels };
  const carries = (i, w) => random() < (w % CLASSES === imageClass[i] ? chances.own : chances.other);
  const all = Array.from({ length: labels }, (_, w) => w);
  const imageLabels = imageClass.map((_, i) => all.filter((w) => carries(i, w)));
  writeFileSync(join(folder, "relation.json"), JSON.stringify({ imageClass, imageLabels }));
  return {};
}

/** The sum of the directions, each as long as its part says. */
function mixNamed(parts, directions) {
  const names = Object.keys(parts);
  return mix(
    names.map((name) => parts[name]),
    names.map((name) => directions[name]),
  );
}

function mix(lengths, directions) {
  const sum = new Float32Array(directions[0].length);
  directions.forEach((direction, part) => {
    for (let c = 0; c < sum.length; c++) sum[c] += lengths[part] * direction[c];
  });
  return sum;
}

/** numpy's format 1.0, float32. */
function writeNpy(path, rows, columns, rowOf) {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const width = Math.ceil((10 + header.length + 1) / 64) * 64; // numpy starts the numbers at a multiple of 64
  const bytes = new Uint8Array(width + 4 * rows * columns);
  bytes.set(Buffer.from(`\x93NUMPY\x01\x00`, "latin1"));
  const view = new DataView(bytes.buffer);
  view.setUint16(8, width - 10, true);
  bytes.set(Buffer.from(`${header.padEnd(width - 11)}\n`, "latin1"), 10);
  for (let i = 0; i < rows; i++) {
    const row = rowOf(i);
    for (let c = 0; c < columns; c++) view.setFloat32(width + 4 * (i * columns + c), row[c], true);
  }
  writeFileSync(path, bytes);
}
