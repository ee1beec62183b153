import type { LabelNode, LabelTree } from "../hierarchy/label-tree.js";

/**
 * Tells which labels are close in a hierarchy: one above the other, at most `distance` edges apart. Siblings are not related.
 * A label stands for its leaf, or else for the inner node of that name; labels that the tree does not know are related to none.
 * @param read how labels are read before they are compared; the tree's are read the same way
 * @throws RangeError when distance is no whole number from 1
 */
export function labelRelatives(
  tree: LabelTree,
  distance: number,
  read: (text: string) => string | null,
): (a: string, b: string) => boolean {
  if (!(Number.isInteger(distance) && distance >= 1)) {
    throw new RangeError(`compareLabels: hierarchy.distance = ${distance}; give a whole number of edges, 1 or more.`);
  }
  const above = idsAbove(tree, distance);
  const idOf = new Map<string, string>();
  // leaves come last and win: a label is first of all itself
  const byRank = [...tree.nodes].sort((a, b) => Number(a.label !== null) - Number(b.label !== null));
  for (const node of byRank) idOf.set(read(node.label ?? node.name) ?? node.id, node.id);
  return (a, b) => {
    const [from, to] = [idOf.get(a), idOf.get(b)];
    if (from === undefined || to === undefined) return false;
    return above.get(from)?.has(to) === true || above.get(to)?.has(from) === true;
  };
}

/** For each node those at most `distance` edges above it. */
function idsAbove({ nodes }: LabelTree, distance: number): ReadonlyMap<string, ReadonlySet<string>> {
  const byId = new Map<string, LabelNode>(nodes.map((node) => [node.id, node]));
  const walk = (node: LabelNode): Set<string> => {
    const ids = new Set<string>();
    for (let id = node.parentId; id !== null && ids.size < distance; id = byId.get(id)?.parentId ?? null) ids.add(id);
    return ids;
  };
  return new Map(nodes.map((node) => [node.id, walk(node)]));
}
