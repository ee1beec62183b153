import { packageParts } from "./package-parts.mjs";
import { readFolder } from "./read-folder.mjs";

/** Share of the images that come later. */
const WITHHELD = 0.2;

/**
 * Lays out 80 % of the images, adds the others from there, and compares with a layout of all made afresh.
 * @param {{ folder: string, method: string, seed: number }} task
 * @returns medians and 95th percentile of how far old points moved, in shares of the old layout's diameter, and the quality of both
 */
export async function measureStability({ folder, method, seed }) {
  const { projectors, judgeLayout, selectRows, createRandom, shuffle } = packageParts();
  const { images, labels, relation, classes } = readFolder(folder);
  const project = projectors[method];
  const rows = shuffle(
    Array.from({ length: images.rows }, (_, i) => i),
    createRandom(seed),
  );
  const old = rows.slice(Math.round(WITHHELD * rows.length)).sort((a, b) => a - b);
  const oldRelation = { imageLabels: old.map((i) => relation.imageLabels[i]) };
  const first = await project(selectRows(images, old), labels, oldRelation, { seed });
  const start = { images: new Float32Array(2 * images.rows).fill(Number.NaN), labels: first.labels };
  for (const [place, i] of old.entries()) start.images.set(first.images.subarray(2 * place, 2 * place + 2), 2 * i);
  const added = await project(images, labels, relation, { seed, start });
  const fresh = await project(images, labels, relation, { seed });
  const imageShifts = old.map((i) => distance(start.images, i, added.images, i));
  const labelShifts = Array.from({ length: labels.rows }, (_, w) => distance(first.labels, w, added.labels, w));
  const diameter = diameterOf(first);
  const share = (shifts, at) => quantile(shifts, at) / diameter;
  return {
    old: old.length,
    withheld: images.rows - old.length,
    medianShift: share([...imageShifts, ...labelShifts], 0.5),
    imageShift: share(imageShifts, 0.5),
    labelShift: share(labelShifts, 0.5),
    largeShift: share([...imageShifts, ...labelShifts], 0.95),
    added: await judgeLayout(images, labels, relation, added, { classes }),
    fresh: await judgeLayout(images, labels, relation, fresh, { classes }),
  };
}

/** The largest distance between two points, images and labels alike. */
function diameterOf({ images, labels }) {
  const all = Float32Array.from([...images, ...labels]);
  let longest = 0;
  for (let i = 0; i < all.length / 2; i++) {
    for (let j = 0; j < i; j++) longest = Math.max(longest, distance(all, i, all, j));
  }
  return longest;
}

function distance(a, i, b, j) {
  return Math.hypot(a[2 * i] - b[2 * j], a[2 * i + 1] - b[2 * j + 1]);
}

function quantile(values, at) {
  return values.length === 0 ? 0 : [...values].sort((a, b) => a - b)[Math.floor(at * (values.length - 1))];
}
