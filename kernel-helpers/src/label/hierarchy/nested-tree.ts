import type { LabelNode, LabelTree } from "./label-tree.js";

/** A node with its children inside it: the form in which a tree is cut and joined. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  readonly label: string | null;
  readonly isEdited: boolean;
  readonly children: readonly Branch[];
}

/** A tree as one branch, its root. */
export function nest(tree: LabelTree): Branch {
  const built = new Map<string, Branch>();
  // parents come before children, so from the end every child is there before its parent
  for (const { id, name, label, isEdited, children } of [...tree.nodes].reverse()) {
    built.set(id, { id, name, label, isEdited, children: children.map((child) => built.get(child) as Branch) });
  }
  return built.get(tree.rootId) as Branch;
}

/** The tree whose root is this branch; nodes from the root down, left to right. */
export function flatten(root: Branch): LabelTree {
  const nodes: LabelNode[] = [];
  const waiting: { branch: Branch; parentId: string | null }[] = [{ branch: root, parentId: null }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { branch, parentId } = next;
    const { id, name, label, isEdited } = branch;
    nodes.push({ id, name, parentId, children: branch.children.map((child) => child.id), label, isEdited });
    for (const child of [...branch.children].reverse()) waiting.push({ branch: child, parentId: id });
  }
  return { rootId: root.id, nodes };
}

/** The leaves of a branch, left to right; a leaf is its own. */
export function leavesOf(branch: Branch): readonly Branch[] {
  return branch.label !== null ? [branch] : branch.children.flatMap(leavesOf);
}

/** The branch and all below it, parents first. */
export function branchesOf(branch: Branch): readonly Branch[] {
  return [branch, ...branch.children.flatMap(branchesOf)];
}
