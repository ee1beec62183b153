import type { Neighbors } from "../linalg/neighbors.js";
import type { Relation } from "../types.js";
import { conditionalAffinities } from "./affinities.js";
import { type SparseRows, transposed, weightedSum } from "./sparse-rows.js";

/** What the two cross-modal terms aim at. Rows sum to 1, or hold nothing where nothing is known of them. */
export interface CrossTargets {
  /** shape (m, n): how a label's weight is shared among images */
  readonly imagesOfLabel: SparseRows;
  /** shape (n, m): how an image's weight is shared among labels */
  readonly labelsOfImage: SparseRows;
}

/** The nearest of the other kind by cosine, for every label and every image. */
export interface CrossNeighbors {
  readonly imagesOfLabel: Neighbors;
  readonly labelsOfImage: Neighbors;
}

/** Share of a target that comes from the embeddings, where the relation knows the row too. One setting for all data. */
const LABEL_SHARE = 0.25;
const IMAGE_SHARE = 0.5;

/** Effective images of a label, and labels of an image, by the embeddings. */
const IMAGE_PERPLEXITY = 50;
const LABEL_PERPLEXITY = 12;

/** How many nearest of the other kind the targets look at. */
export const CROSS_NEIGHBORS: { readonly imagesOfLabel: number; readonly labelsOfImage: number } = {
  imagesOfLabel: 2.5 * IMAGE_PERPLEXITY,
  labelsOfImage: 2.5 * LABEL_PERPLEXITY,
};

/**
 * Mixes who carries what (the relation, by its weights) with how near embeddings of images and labels are: captions omit what is plain to see,
 * and embeddings confuse what captions name. A row that only one of the two knows takes it whole.
 * @param neighbors null when labels and images have no common space; similarities of 0 to all say nothing of a row
 */
export function crossTargets(relation: Relation, labels: number, neighbors: CrossNeighbors | null): CrossTargets {
  const images = relation.imageLabels.length;
  const carried = carriedLabels(relation);
  const labelsOfImage = rowShares(carried);
  const imagesOfLabel = rowShares(transposed(carried, labels));
  if (!neighbors) return { imagesOfLabel, labelsOfImage };
  const byLabel = knownRows(
    conditionalAffinities(neighbors.imagesOfLabel, IMAGE_PERPLEXITY, labels),
    neighbors.imagesOfLabel,
  );
  const byImage = knownRows(
    conditionalAffinities(neighbors.labelsOfImage, LABEL_PERPLEXITY, images),
    neighbors.labelsOfImage,
  );
  return {
    imagesOfLabel: mixed(imagesOfLabel, byLabel, LABEL_SHARE, images),
    labelsOfImage: mixed(labelsOfImage, byImage, IMAGE_SHARE, labels),
  };
}

/** The relation as a matrix (n, m); a label named twice in one list counts once, with its last weight. */
function carriedLabels({ imageLabels, weights }: Relation): SparseRows {
  const rows = imageLabels.map((carried, i) => new Map(carried.map((w, t) => [w, weights?.[i][t] ?? 1])));
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i] + row.size;
  });
  return {
    offsets,
    columns: Int32Array.from(rows.flatMap((row) => [...row.keys()])),
    weights: Float64Array.from(rows.flatMap((row) => [...row.values()])),
  };
}

function rowShares({ offsets, columns, weights }: SparseRows): SparseRows {
  const shares = weights.slice();
  for (let i = 0; i + 1 < offsets.length; i++) {
    const row = shares.subarray(offsets[i], offsets[i + 1]);
    const sum = row.reduce((a, b) => a + b, 0);
    if (sum > 0) for (let t = 0; t < row.length; t++) row[t] /= sum;
  }
  return { offsets, columns, weights: shares };
}

/** Without the rows of zero vectors: their similarity to all is 0. */
function knownRows(rows: SparseRows, { k, similarities }: Neighbors): SparseRows {
  const weights = rows.weights.slice();
  for (let t = 0; t < weights.length; t += k) {
    const isUnknown = similarities.subarray(t, t + k).every((similarity) => similarity === 0);
    if (isUnknown) weights.fill(0, t, t + k);
  }
  return { ...rows, weights };
}

function mixed(related: SparseRows, embedded: SparseRows, share: number, width: number): SparseRows {
  return rowShares(weightedSum(1 - share, related, share, embedded, width));
}
