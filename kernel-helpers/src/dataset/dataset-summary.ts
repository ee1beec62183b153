import type { Dataset } from "../types.js";
import { findCopies } from "./find-copies.js";
import { groupByClass } from "./group-by-class.js";

/** Problems listed in full; the rest are counted. */
const MAX_PROBLEMS = 10;

/**
 * A dataset in plain text: how it was read, how many images per class and split, their sizes, copies, and what was left out or looks wrong.
 * @example
 * pets: 24 images of 2 classes, 64 x 64
 *   cat    10 train   2 test
 *   dog    10 train   2 test
 * copies: 1 test image is in train too
 * 1 problem:
 *   /data/pets/cat/x.png is not an image: it holds text.
 */
export function datasetSummary({ name, classes, images, problems, notes = [] }: Dataset): string {
  const groups = groupByClass(images);
  const widest = classes.reduce((longest, className) => Math.max(longest, className.length), 0);
  const rows = classes.map((className) => {
    const members = groups.get(className) ?? [];
    const train = members.filter((image) => image.split === "train").length;
    return `  ${className.padEnd(widest)}  ${count(train)} train  ${count(members.length - train)} test`;
  });
  const shown = problems.slice(0, MAX_PROBLEMS).map(({ path, reason }) => `  ${path} ${reason}`);
  const more = problems.length > MAX_PROBLEMS ? [`  and ${problems.length - MAX_PROBLEMS} more`] : [];
  const heading = problems.length > 0 ? [`${problems.length} ${problems.length === 1 ? "problem" : "problems"}:`] : [];
  return [
    `${name}: ${images.length} images of ${classes.length} classes, ${describeSizes(images)}`,
    ...notes.map((note) => `  ${note}`),
    ...rows,
    ...copiesLine(images),
    ...heading,
    ...shown,
    ...more,
  ].join("\n");
}

/** What equal files do to the set, one line; none where all differ. */
function copiesLine(images: Dataset["images"]): string[] {
  const { leaks, conflicts, repeats } = findCopies(images);
  const parts = [
    ...(leaks.length > 0
      ? [`${leaks.length} test ${leaks.length === 1 ? "image is" : "images are"} in train too`]
      : []),
    ...(conflicts.length > 0 ? [`${conflicts.length} with two classes for one picture`] : []),
    ...(repeats.length > 0 ? [`${repeats.length} there twice`] : []),
  ];
  return parts.length > 0 ? [`copies: ${parts.join(", ")}`] : [];
}

function count(n: number): string {
  return String(n).padStart(5);
}

function describeSizes(images: Dataset["images"]): string {
  const range = (sizes: readonly number[]): [number, number] =>
    sizes.reduce(([low, high], size) => [Math.min(low, size), Math.max(high, size)], [Number.POSITIVE_INFINITY, 0]);
  const [narrow, wide] = range(images.map(({ width }) => width));
  const [low, high] = range(images.map(({ height }) => height));
  return narrow === wide && low === high ? `${wide} x ${high}` : `${narrow} x ${low} to ${wide} x ${high}`;
}
