import type { LabelNode, LabelTree } from "./label-tree.js";
import { type CentredBox, overlappingPairs } from "./overlapping-pairs.js";
import { startScales } from "./start-scales.js";

/** The text of a node as it would be drawn at the present zoom. */
export interface LabelBox extends CentredBox {
  /** of the node */
  readonly id: string;
  /** the larger, the sooner it is shown: the frequency, say */
  readonly priority: number;
}

/** A group gives way to its children from the zoom on at which this share of them fits. */
const SHARE_THAT_FITS = 0.5;

/**
 * From which zoom on each group gives way to its children: when half of them fit, labels among all labels and groups among their siblings, and not
 * before the group above it.
 * @param boxes the most important first; a group without one gives way at once
 * @param open ids of nodes whose groups give way at once
 * @returns by id, for all nodes: factors on the present zoom, 0 for a group that has given way; Infinity for labels, and for groups that never do
 */
export function groupEnds(
  tree: LabelTree,
  nodes: ReadonlyMap<string, LabelNode>,
  boxes: readonly LabelBox[],
  gap: number,
  open: readonly string[],
): ReadonlyMap<string, number> {
  const opened = new Set(open.flatMap((id) => pathAbove(id, nodes)));
  const hasBox = new Set(boxes.map(({ id }) => id));
  const ready = fitScales(boxes, gap, (id) => nodes.get(id)?.label !== null);
  const ends = new Map<string, number>();
  for (const node of [...tree.nodes].reverse()) {
    if (node.label !== null) {
      ends.set(node.id, Infinity);
      continue;
    }
    const groups = new Set(node.children.filter((id) => nodes.get(id)?.label === null));
    const beside = groups.size === 0 ? new Map<string, number>() : fitScales(boxes, gap, (id) => groups.has(id));
    for (const id of groups) ready.set(id, Math.min(ends.get(id) as number, beside.get(id) ?? Infinity));
    const isOpen = opened.has(node.id) || !hasBox.has(node.id);
    ends.set(node.id, isOpen ? 0 : zoomForShare(node.children.flatMap((id) => ready.get(id) ?? [])));
  }
  for (const { id, parentId } of tree.nodes) {
    if (parentId !== null) ends.set(id, Math.max(ends.get(id) as number, ends.get(parentId) as number));
  }
  return ends;
}

/** From which zoom on each of some texts fits among these alone. @returns by id */
function fitScales(boxes: readonly LabelBox[], gap: number, isMeant: (id: string) => boolean): Map<string, number> {
  const some = boxes.filter(({ id }) => isMeant(id));
  const texts = some.map((box) => ({ box, from: 0, to: Infinity }));
  const starts = startScales(texts, overlappingPairs(some, gap), gap);
  return new Map(some.map(({ id }, i) => [id, starts[i]]));
}

function zoomForShare(scales: readonly number[]): number {
  if (scales.length === 0) return 0;
  return [...scales].sort((a, b) => a - b)[Math.ceil(SHARE_THAT_FITS * scales.length) - 1];
}

function pathAbove(id: string, nodes: ReadonlyMap<string, LabelNode>): string[] {
  const path: string[] = [];
  for (let above = nodes.get(id)?.parentId ?? null; above !== null; above = nodes.get(above)?.parentId ?? null) {
    path.push(above);
  }
  return path;
}
