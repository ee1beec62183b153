import { groupEnds, type LabelBox } from "./group-ends.js";
import { indexNodes, type LabelNode, type LabelTree } from "./label-tree.js";
import { overlappingPairs } from "./overlapping-pairs.js";
import { startScales } from "./start-scales.js";

export type { LabelBox } from "./group-ends.js";

export interface SampleOptions {
  /** ids of nodes that come before all others; the groups they are in give way to their members */
  readonly selected?: readonly string[];
}

export interface SampledLabels {
  /** ids of nodes, the most important first; their boxes keep 2 pixels from one another, and none is inside another's group */
  readonly shown: readonly string[];
  /** ids of the leaves that are neither shown nor inside a group that is */
  readonly hidden: readonly string[];
}

/** Kept free around every text, pixels. */
const GAP_PX = 2;

/**
 * Chooses the texts for a map: labels where they fit, their group where most of them would overlap, and so on up to the root.
 * Stays steady: it depends on the view alone, moving the view changes nothing, and while one zooms in (middles move apart, sizes stay) a label that is
 * shown stays, and a group stays until it gives way to its children. For that, a label may wait at a zoom where there would be room for it.
 * @param boxes one for each node that has a place, in and out of sight, in any order; a node without one is never shown
 * @throws RangeError for a box of a node that is not in the tree, two boxes of one node, a number that is not finite, a size below 0
 */
export function sampleLabels(
  tree: LabelTree,
  boxes: readonly LabelBox[],
  { selected = [] }: SampleOptions = {},
): SampledLabels {
  const nodes = indexNodes(tree);
  checkBoxes(boxes, nodes);
  const order = byImportance(boxes, new Set(selected));
  const ends = groupEnds(tree, nodes, order, GAP_PX, selected);
  const texts = order.map((box) => {
    const { parentId } = nodes.get(box.id) as LabelNode;
    return { box, from: parentId === null ? 0 : (ends.get(parentId) as number), to: ends.get(box.id) as number };
  });
  const starts = startScales(texts, overlappingPairs(order, GAP_PX), GAP_PX);
  const shown = order.filter((_, i) => starts[i] <= 1 && texts[i].to > 1).map(({ id }) => id);
  return { shown, hidden: hiddenLeaves(tree, shown) };
}

function byImportance(boxes: readonly LabelBox[], selected: ReadonlySet<string>): readonly LabelBox[] {
  const rank = ({ id }: LabelBox): number => (selected.has(id) ? 0 : 1);
  return [...boxes].sort((a, b) => rank(a) - rank(b) || b.priority - a.priority || (a.id < b.id ? -1 : 1));
}

function hiddenLeaves(tree: LabelTree, shown: readonly string[]): string[] {
  const covered = new Set(shown);
  const hidden: string[] = [];
  for (const { id, parentId, label } of tree.nodes) {
    if (parentId !== null && covered.has(parentId)) covered.add(id);
    if (label !== null && !covered.has(id)) hidden.push(id);
  }
  return hidden;
}

function checkBoxes(boxes: readonly LabelBox[], nodes: ReadonlyMap<string, LabelNode>): void {
  const seen = new Set<string>();
  for (const { id, x, y, width, height, priority } of boxes) {
    if (!nodes.has(id)) throw new RangeError(`sampleLabels: the tree has no node "${id}"; leave its box out.`);
    if (seen.has(id)) throw new RangeError(`sampleLabels: node "${id}" has two boxes; give one.`);
    seen.add(id);
    if ([x, y, width, height, priority].every(Number.isFinite) && width >= 0 && height >= 0) continue;
    const came = JSON.stringify([x, y, width, height, priority].map(String));
    throw new RangeError(`sampleLabels: node "${id}" has x, y, width, height, priority ${came}; give finite numbers.`);
  }
}
