import { dot } from "../../linalg/matrix.js";
import { indexNodes, type LabelNode, type LabelTree, nodeById } from "./label-tree.js";
import type { NodeVectors } from "./node-vectors.js";

/**
 * How much each node matters to one who looks at the focus: DOI(n | f) = cos(u_f, u_n) - D(f, n), D the number of tree edges between them.
 * The focus itself has 1, its nearest surroundings come next, and among nodes equally far the more similar one. With several foci, the largest counts.
 * @param vectors u; the cosine with a vector of zeros is 0
 * @param foci ids, one or more
 * @returns by id, each at most 1
 * @throws RangeError for an id or a vector that is missing
 * @source Furnas 1986; arXiv 2412.16839
 */
export function degreeOfInterest(
  tree: LabelTree,
  vectors: NodeVectors,
  foci: readonly string[],
): ReadonlyMap<string, number> {
  if (foci.length === 0) throw new RangeError("degreeOfInterest: no focus; give the id of a node.");
  const nodes = indexNodes(tree);
  const interest = new Map<string, number>();
  for (const focus of new Set(foci)) {
    const distances = edgesFrom(nodeById(tree, focus), nodes);
    const similarityTo = cosineTo(focus, vectors);
    for (const { id } of tree.nodes) {
      const value = similarityTo(id) - (distances.get(id) as number);
      interest.set(id, Math.max(value, interest.get(id) ?? -Infinity));
    }
  }
  return interest;
}

/** Tree edges from one node to each. */
function edgesFrom(start: LabelNode, nodes: ReadonlyMap<string, LabelNode>): ReadonlyMap<string, number> {
  const distances = new Map([[start.id, 0]]);
  // a Map goes on through what is added while it is walked: breadth first
  for (const [id, distance] of distances) {
    const { parentId, children } = nodes.get(id) as LabelNode;
    const neighbours = parentId === null ? children : [parentId, ...children];
    for (const neighbour of neighbours) if (!distances.has(neighbour)) distances.set(neighbour, distance + 1);
  }
  return distances;
}

function cosineTo(focus: string, vectors: NodeVectors): (id: string) => number {
  const vectorOf = (id: string): Float32Array => {
    const vector = vectors.get(id);
    if (vector === undefined) throw new RangeError(`degreeOfInterest: node "${id}" has no vector; see nodeVectors.`);
    return vector;
  };
  const own = vectorOf(focus);
  const ownLength = Math.sqrt(dot(own, own));
  return (id) => {
    const other = vectorOf(id);
    const lengths = ownLength * Math.sqrt(dot(other, other));
    return lengths > 0 ? dot(own, other) / lengths : 0;
  };
}
