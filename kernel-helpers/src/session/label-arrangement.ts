import { type LabelNode, type LabelTree, leavesUnder } from "../label/hierarchy/label-tree.js";
import { readObject } from "../store/json-column.js";
import { putLabelTree, readLabelTree } from "../store/label-tree-table.js";
import type { Store } from "../store/open-store.js";

/** How the content labels of one labeler are arranged in this session. */
export interface LabelArrangement {
  /** holds hidden labels too, so that they find their places again */
  readonly tree: LabelTree;
  /** labels a person took off the map */
  readonly hidden: readonly string[];
}

/** @returns null before the first map with labels of this labeler */
export function readArrangement(store: Store, labeler: string): LabelArrangement | null {
  const json = readLabelTree(store, labeler);
  return json === null ? null : readObject<LabelArrangement>(json, "label_trees.tree", isArrangement);
}

/** @returns whether this is an arrangement: a session may come from anybody */
export function isArrangement({ tree, hidden }: Partial<LabelArrangement>): boolean {
  return (
    typeof tree?.rootId === "string" &&
    Array.isArray(tree.nodes) &&
    tree.nodes.every(
      (node) => typeof node?.id === "string" && typeof node.name === "string" && Array.isArray(node.children),
    ) &&
    Array.isArray(hidden)
  );
}

export function putArrangement(store: Store, labeler: string, arrangement: LabelArrangement): void {
  putLabelTree(store, labeler, JSON.stringify(arrangement));
}

/** The tree without hidden labels, and without groups that hold nothing else. */
export function visibleTree({ tree, hidden }: LabelArrangement): LabelTree {
  if (hidden.length === 0) return tree;
  const isHidden = new Set(hidden);
  const kept = new Set([tree.rootId]);
  // children before their parents
  for (const { id, label, children } of [...tree.nodes].reverse()) {
    if (label === null ? children.some((child) => kept.has(child)) : !isHidden.has(label)) kept.add(id);
  }
  const nodes = tree.nodes
    .filter(({ id }) => kept.has(id))
    .map((node) => ({ ...node, children: node.children.filter((id) => kept.has(id)) }));
  return { rootId: tree.rootId, nodes };
}

/**
 * The node that a person means: by id, or by name.
 * @throws RangeError when there is none
 */
export function findNode(tree: LabelTree, named: string, who: string): LabelNode {
  const node = tree.nodes.find(({ id }) => id === named) ?? tree.nodes.find(({ name }) => name === named);
  if (node) return node;
  const some = tree.nodes.slice(1, 4).map(({ name }) => JSON.stringify(name));
  throw new RangeError(
    `${who}: no label or group ${JSON.stringify(String(named).slice(0, 60))}; session.labelTree has the ids and names, such as ${some.join(", ") || "none yet"}.`,
  );
}

/** The labels of a node: its own, or those of the leaves below it. */
export function labelsUnder(tree: LabelTree, id: string): string[] {
  return leavesUnder(tree, id).map(({ label }) => label as string);
}
