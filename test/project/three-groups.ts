import { matrixFromRows } from "../../kernel-helpers/src/linalg/matrix.js";
import { createRandom, randomNormal } from "../../kernel-helpers/src/linalg/random.js";
import type { Layout, Matrix, Relation } from "../../kernel-helpers/src/types.js";

/** Three groups of images far apart, and for each a label whose vector is the group's centre; image i is of group i mod 3 and carries label i mod 3. */
export function threeGroups(n: number, dimensions = 12): { images: Matrix; labels: Matrix; relation: Relation } {
  const random = createRandom(5);
  const normals = (length: number): number[] => Array.from({ length }, () => randomNormal(random));
  const centres = [0, 1, 2].map(() => normals(dimensions));
  const near = (group: number): number[] => centres[group].map((x) => x + 0.4 * randomNormal(random));
  return {
    images: matrixFromRows(Array.from({ length: n }, (_, i) => near(i % 3))),
    labels: matrixFromRows(centres),
    relation: { imageLabels: Array.from({ length: n }, (_, i) => [i % 3]) },
  };
}

/** Distances between a label and the images of a layout. */
export function distancesToImages({ images, labels }: Layout, w: number): number[] {
  return Array.from({ length: images.length / 2 }, (_, i) =>
    Math.hypot(images[2 * i] - labels[2 * w], images[2 * i + 1] - labels[2 * w + 1]),
  );
}

/** Share of the images whose nearest label is that of their group, in [0, 1]. */
export function shareAtOwnLabel(layout: Layout): number {
  const byLabel = [0, 1, 2].map((w) => distancesToImages(layout, w));
  const n = byLabel[0].length;
  const isNearest = (i: number): boolean => byLabel.every((distances) => distances[i] >= byLabel[i % 3][i]);
  return Array.from({ length: n }, (_, i) => i).filter(isNearest).length / n;
}

/** Central differences of a function of all coordinates. */
export async function numericGradient(
  objective: (positions: Float64Array) => number | Promise<number>,
  positions: Float64Array,
): Promise<number[]> {
  const h = 1e-6;
  const gradient: number[] = [];
  for (let t = 0; t < positions.length; t++) {
    const [up, down] = [Float64Array.from(positions), Float64Array.from(positions)];
    up[t] += h;
    down[t] -= h;
    gradient.push(((await objective(up)) - (await objective(down))) / (2 * h));
  }
  return gradient;
}

/** The positions of a layout with those of the images and labels named taken out. */
export function withoutPoints(layout: Layout, images: readonly number[], labels: readonly number[]): Layout {
  const emptied = (positions: Float32Array, gone: readonly number[]): Float32Array =>
    positions.map((x, t) => (gone.includes(t >> 1) ? Number.NaN : x));
  return { images: emptied(layout.images, images), labels: emptied(layout.labels, labels) };
}
