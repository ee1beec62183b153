import type { Dataset } from "../types.js";
import { groupByClass } from "./group-by-class.js";

/** Problems listed in full; the rest are counted. */
const MAX_PROBLEMS = 10;

/**
 * A dataset in plain text: how many images per class and split, their sizes, and what was left out or looks wrong.
 * @example
 * pets: 24 images of 2 classes, 64 x 64
 *   cat    10 train   2 test
 *   dog    10 train   2 test
 * 1 problem:
 *   /data/pets/cat/x.png is not an image: it holds text.
 */
export function datasetSummary({ name, classes, images, problems }: Dataset): string {
  const groups = groupByClass(images);
  const widest = Math.max(...classes.map((className) => className.length));
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
    ...rows,
    ...heading,
    ...shown,
    ...more,
  ].join("\n");
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
