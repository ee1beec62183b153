import { createRequire } from "node:module";
import { packageParts } from "./package-parts.mjs";

const { UMAP } = createRequire(new URL("../../kernel-helpers/package.json", import.meta.url))("umap-js");

/** umap-js as its own page tells to use it: its neighbour search, its start, cosine distance, images and labels as points of one kind. */
export function plainUmapJs(images, labels, seed) {
  const points = [...rowsOf(images), ...rowsOf(labels)];
  const model = new UMAP({ random: packageParts().createRandom(seed), distanceFn: cosineDistance });
  const placed = model.fit(points).flat();
  return {
    images: Float32Array.from(placed.slice(0, 2 * images.rows)),
    labels: Float32Array.from(placed.slice(2 * images.rows)),
  };
}

function rowsOf({ rows, columns, data }) {
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)));
}

function cosineDistance(a, b) {
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += a[i] * b[i];
    squaresA += a[i] * a[i];
    squaresB += b[i] * b[i];
  }
  return 1 - product / Math.sqrt(squaresA * squaresB);
}
