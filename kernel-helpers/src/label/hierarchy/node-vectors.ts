import { rowOf } from "../../linalg/matrix.js";
import type { Matrix } from "../../types.js";
import type { LabelTree } from "./label-tree.js";

/** A vector for each node of a tree, by id; all of one length. */
export type NodeVectors = ReadonlyMap<string, Float32Array>;

/**
 * Vectors for all nodes from those of the labels: an inner node's is the mean of its children's.
 * @param vectors shape (labels, d), for example labelFeatures
 * @throws RangeError when the tree holds a label that is not in the list, or the vectors do not fit the list
 * @source arXiv 2412.16839
 */
export function nodeVectors(tree: LabelTree, labels: readonly string[], vectors: Matrix): NodeVectors {
  if (vectors.rows !== labels.length) {
    throw new RangeError(`nodeVectors: ${vectors.rows} vectors for ${labels.length} labels; give one for each.`);
  }
  const rows = new Map(labels.map((label, row) => [label, row]));
  const found = new Map<string, Float32Array>();
  // children before their parents
  for (const { id, label, children } of [...tree.nodes].reverse()) {
    if (label === null) {
      const inside = children.map((child) => found.get(child) as Float32Array);
      found.set(id, meanOfVectors(inside, vectors.columns));
      continue;
    }
    const row = rows.get(label);
    if (row === undefined) throw new RangeError(`nodeVectors: the tree's label "${label}" has no vector; give one.`);
    found.set(id, rowOf(vectors, row));
  }
  return found;
}

function meanOfVectors(inside: readonly Float32Array[], columns: number): Float32Array {
  const sum = new Float64Array(columns);
  for (const vector of inside) for (let c = 0; c < columns; c++) sum[c] += vector[c];
  return Float32Array.from(sum, (value) => (inside.length > 0 ? value / inside.length : 0));
}
