import { cleanLabel } from "../clean-label.js";
import { ancestorsOf, type LabelNode, type LabelTree, leavesUnder, nodeById } from "./label-tree.js";
import { type Branch, flatten, nest } from "./nested-tree.js";
import { groupId } from "./node-ids.js";

/**
 * What a person may do to a hierarchy. Each edit returns a new valid tree, leaves the given one alone, and marks what was named or placed, so that
 * buildHierarchy keeps it. Labels themselves are never lost: an edit that would lose one says so.
 */

/**
 * Gives a node another name.
 * @param name cleaned as labels are: one line, lower case, at most 60 characters
 * @throws RangeError when there is no such node, nothing readable in the name, or another node has it
 */
export function renameNode(tree: LabelTree, id: string, name: string): LabelTree {
  const node = nodeById(tree, id);
  const clean = freeName("renameNode", tree, name, id);
  return flatten(
    edit(nest(tree), (branch) => (branch.id === node.id ? { ...branch, name: clean, isEdited: true } : branch)),
  );
}

/**
 * Moves a label or a group, with all below it, to the end of another group. A group that is left empty goes.
 * @throws RangeError when there is no such node, the node is the root, or the new parent is a label or lies below the node
 */
export function moveNode(tree: LabelTree, id: string, parentId: string): LabelTree {
  const node = nodeById(tree, id);
  const parent = nodeById(tree, parentId);
  refuseRoot("moveNode", tree, node);
  refuseLabel("moveNode", parent, "take anything in; give a group, or make one with groupLabels");
  if (id === parentId || ancestorsOf(tree, parentId).some((ancestor) => ancestor.id === id)) {
    throw new RangeError(`moveNode: "${parent.name}" is "${node.name}" or lies inside it; give a group outside.`);
  }
  const root = nest(tree);
  const moved = placed(find(root, id));
  const taken = edit(root, (branch) => {
    const children = branch.children.filter((child) => child.id !== id);
    return { ...branch, children: branch.id === parentId ? [...children, moved] : children };
  });
  return flatten(dropEmpty(taken));
}

/**
 * Makes one group of several: what they hold goes into the first of them, which keeps its id, its place, and its name unless another is given.
 * @throws RangeError when there are fewer than two, one is a label or the root or lies inside another, or the name is taken
 */
export function mergeNodes(tree: LabelTree, ids: readonly string[], name?: string): LabelTree {
  const nodes = separateNodes("mergeNodes", tree, ids, 2);
  for (const node of nodes) refuseLabel("mergeNodes", node, "be merged; put labels together with groupLabels");
  const [first, ...others] = nodes.map(({ id }) => find(nest(tree), id));
  const clean = name === undefined ? first.name : freeName("mergeNodes", tree, name, ...ids);
  const children = [...first.children, ...others.flatMap((other) => other.children.map(placed))];
  const merged = { ...first, name: clean, isEdited: true, children };
  const gone = new Set(others.map(({ id }) => id));
  const root = edit(nest(tree), (branch) => ({
    ...branch,
    children: branch.children.flatMap((child) =>
      gone.has(child.id) ? [] : child.id === first.id ? [merged] : [child],
    ),
  }));
  return flatten(dropEmpty(root));
}

/**
 * Makes a new group of labels and groups, below the lowest node that is above all of them, at the place of the first.
 * @param ids of at least one node
 * @throws RangeError when one is the root or lies inside another, or the name is taken
 */
export function groupLabels(tree: LabelTree, ids: readonly string[], name: string): LabelTree {
  const nodes = separateNodes("groupLabels", tree, ids, 1);
  const clean = freeName("groupLabels", tree, name);
  const root = nest(tree);
  const inside = nodes.map(({ id }) => placed(find(root, id)));
  const labels = nodes.flatMap((node) => leavesUnder(tree, node.id).map((leaf) => leaf.label as string));
  const id = groupId(labels, (taken) => tree.nodes.some((node) => node.id === taken));
  const group: Branch = { id, name: clean, label: null, isEdited: true, children: inside };
  const [above, ...paths] = nodes.map((node) => ancestorsOf(tree, node.id).map((ancestor) => ancestor.id));
  const home = above.find((ancestor) => paths.every((path) => path.includes(ancestor)));
  const [first] = nodes;
  const start = [first.id, ...above].find((_, i) => above[i] === home); // the child of the home that holds the first
  const taken = new Set(ids);
  const grouped = edit(root, (branch) => ({
    ...branch,
    children: branch.children.flatMap((child) => [
      ...(branch.id === home && child.id === start ? [group] : []),
      ...(taken.has(child.id) ? [] : [child]),
    ]),
  }));
  return flatten(dropEmpty(grouped));
}

/**
 * Takes a group away; what it held goes to its parent, at its place.
 * @throws RangeError when there is no such node, or it is the root or a label
 */
export function removeNode(tree: LabelTree, id: string): LabelTree {
  const node = nodeById(tree, id);
  refuseRoot("removeNode", tree, node);
  refuseLabel("removeNode", node, "be removed from the hierarchy, for images carry it; move it to another group");
  const root = edit(nest(tree), (branch) => ({
    ...branch,
    children: branch.children.flatMap((child) => (child.id === id ? child.children.map(placed) : [child])),
  }));
  return flatten(root);
}

/** Applies a change to every branch, children before their parents, so that what a change brings in is not changed itself. */
function edit(branch: Branch, change: (branch: Branch) => Branch): Branch {
  return change({ ...branch, children: branch.children.map((child) => edit(child, change)) });
}

function placed(branch: Branch): Branch {
  return { ...branch, isEdited: true };
}

function find(branch: Branch, id: string): Branch {
  const waiting = [branch];
  for (const next of waiting) {
    if (next.id === id) return next;
    waiting.push(...next.children);
  }
  throw new RangeError(`The label tree has no node "${id}".`);
}

function dropEmpty(root: Branch): Branch {
  const children = root.children.map(dropEmpty).filter((child) => child.label !== null || child.children.length > 0);
  return { ...root, children };
}

/** @throws RangeError unless these are nodes below the root, none inside another */
function separateNodes(who: string, tree: LabelTree, ids: readonly string[], least: number): LabelNode[] {
  const nodes = [...new Set(ids)].map((id) => nodeById(tree, id));
  if (nodes.length < least) throw new RangeError(`${who}: ${nodes.length} nodes; give ${least} or more.`);
  for (const node of nodes) {
    refuseRoot(who, tree, node);
    const outer = ancestorsOf(tree, node.id).find((ancestor) => ids.includes(ancestor.id));
    if (outer === undefined) continue;
    throw new RangeError(`${who}: "${node.name}" lies inside "${outer.name}"; give the one or the other.`);
  }
  return nodes;
}

function refuseRoot(who: string, tree: LabelTree, node: LabelNode): void {
  if (node.id === tree.rootId) throw new RangeError(`${who}: "${node.name}" is the whole tree; give a node below it.`);
}

function refuseLabel(who: string, node: LabelNode, what: string): void {
  if (node.label !== null) throw new RangeError(`${who}: "${node.name}" is a label; it cannot ${what}.`);
}

/** @param own ids of nodes whose names may be used again */
function freeName(who: string, tree: LabelTree, name: string, ...own: readonly string[]): string {
  const clean = cleanLabel(name);
  if (clean === null) throw new RangeError(`${who}: the name holds nothing that can be read; give a word or two.`);
  const holder = tree.nodes.find((node) => node.name === clean && !own.includes(node.id));
  if (holder === undefined) return clean;
  const what = holder.label === null ? "a group" : "a label";
  throw new RangeError(`${who}: "${clean}" is the name of ${what} already; give another name.`);
}
