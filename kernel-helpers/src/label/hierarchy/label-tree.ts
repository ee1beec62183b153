/** A node of the hierarchy of content labels: a label, or a group of labels. */
export interface LabelNode {
  /** unique in the tree and kept from one build to the next; says nothing by itself */
  readonly id: string;
  /** what a person reads; unique in the tree */
  readonly name: string;
  /** null: the root */
  readonly parentId: string | null;
  /** ids, in the order to show them in; none for a leaf */
  readonly children: readonly string[];
  /** the content label of a leaf; null for inner nodes */
  readonly label: string | null;
  /** a person named or placed it: later builds leave name and place alone */
  readonly isEdited: boolean;
}

/**
 * The content labels as a tree: every label in exactly one leaf, inner nodes that group them, and one root.
 * The root is an inner node, and the only one that may be without children: when there is no label.
 */
export interface LabelTree {
  readonly rootId: string;
  /** parents before their children */
  readonly nodes: readonly LabelNode[];
}

/** The nodes of a tree by id: for callers that look up many. */
export function indexNodes(tree: LabelTree): ReadonlyMap<string, LabelNode> {
  return new Map(tree.nodes.map((node) => [node.id, node]));
}

/**
 * One node of a tree.
 * @throws RangeError when the tree has no node of that id
 */
export function nodeById(tree: LabelTree, id: string): LabelNode {
  const node = tree.nodes.find((candidate) => candidate.id === id);
  if (node === undefined) {
    throw new RangeError(`The label tree has no node "${id}"; use the id of one of its ${tree.nodes.length} nodes.`);
  }
  return node;
}

/**
 * The leaves below a node, left to right; a leaf is below itself.
 * @throws RangeError when the tree has no node of that id
 */
export function leavesUnder(tree: LabelTree, id: string): readonly LabelNode[] {
  const nodes = indexNodes(tree);
  const leaves: LabelNode[] = [];
  const waiting = [nodeById(tree, id)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.label !== null) leaves.push(node);
    // the last child goes in first, so that the first one comes out next
    for (const child of [...node.children].reverse()) waiting.push(nodes.get(child) as LabelNode);
  }
  return leaves;
}

/**
 * The nodes above a node, from its parent up to the root; none for the root.
 * @throws RangeError when the tree has no node of that id
 */
export function ancestorsOf(tree: LabelTree, id: string): readonly LabelNode[] {
  const nodes = indexNodes(tree);
  const ancestors: LabelNode[] = [];
  for (let { parentId } = nodeById(tree, id); parentId !== null; ) {
    const parent = nodes.get(parentId) as LabelNode;
    ancestors.push(parent);
    parentId = parent.parentId;
  }
  return ancestors;
}

/**
 * Makes sure that a tree is one: for tests, and for trees read from a file.
 * @param labels when given, the labels the tree must hold, each in exactly one leaf, and no others
 * @throws Error that names the first fault: ids or names that are not unique, a child and a parent that disagree,
 *   a child before its parent, a node out of the root's reach, an inner node with a label or without a child
 */
export function checkTree(tree: LabelTree, labels?: readonly string[]): void {
  const nodes = indexNodes(tree);
  const ids = tree.nodes.map((node) => node.id);
  const names = tree.nodes.map((node) => node.name);
  refuseRepeats("id", ids);
  refuseRepeats("name", names);
  const root = nodes.get(tree.rootId);
  if (root === undefined) throw fault(`there is no root "${tree.rootId}"`);
  if (root.label !== null) throw fault(`the root "${root.id}" is a leaf`);
  const seen = new Set<string>();
  for (const node of tree.nodes) {
    checkParent(node, nodes, seen, tree.rootId);
    checkChildren(node, nodes, tree.rootId);
    seen.add(node.id);
  }
  const leaves = tree.nodes.flatMap((node) => (node.label === null ? [] : [node.label]));
  refuseRepeats("label", leaves);
  if (labels !== undefined) checkLabels(leaves, labels);
}

function checkParent(
  node: LabelNode,
  nodes: ReadonlyMap<string, LabelNode>,
  seen: ReadonlySet<string>,
  rootId: string,
): void {
  if (node.id === rootId) {
    if (node.parentId !== null) throw fault(`the root "${rootId}" has a parent, "${node.parentId}"`);
    return;
  }
  if (node.parentId === null) throw fault(`"${node.id}" has no parent and is not the root`);
  const parent = nodes.get(node.parentId);
  if (parent === undefined) throw fault(`the parent of "${node.id}", "${node.parentId}", is missing`);
  if (!parent.children.includes(node.id)) throw fault(`"${parent.id}" does not list its child "${node.id}"`);
  if (!seen.has(parent.id)) throw fault(`"${node.id}" comes before its parent "${parent.id}"`);
}

function checkChildren(node: LabelNode, nodes: ReadonlyMap<string, LabelNode>, rootId: string): void {
  if (node.name.trim() === "") throw fault(`"${node.id}" has no name`);
  if (node.label !== null && node.children.length > 0) throw fault(`the leaf "${node.id}" has children`);
  if (node.label === null && node.children.length === 0 && node.id !== rootId) {
    throw fault(`"${node.id}" is neither a label nor has children`);
  }
  refuseRepeats(`child of "${node.id}"`, node.children);
  for (const id of node.children) {
    const child = nodes.get(id);
    if (child === undefined) throw fault(`the child "${id}" of "${node.id}" is missing`);
    if (child.parentId !== node.id)
      throw fault(`"${id}" is listed by "${node.id}" but has the parent "${child.parentId}"`);
  }
}

function checkLabels(leaves: readonly string[], labels: readonly string[]): void {
  const held = new Set(leaves);
  const wanted = new Set(labels);
  const missing = labels.find((label) => !held.has(label));
  if (missing !== undefined) throw fault(`the label "${missing}" is in no leaf`);
  const unknown = leaves.find((label) => !wanted.has(label));
  if (unknown !== undefined) throw fault(`the label "${unknown}" is not one of the ${labels.length} labels`);
}

function refuseRepeats(what: string, values: readonly string[]): void {
  const seen = new Set<string>();
  for (const value of values) {
    if (seen.has(value)) throw fault(`the ${what} "${value}" is there twice`);
    seen.add(value);
  }
}

function fault(what: string): Error {
  return new Error(`Not a label tree: ${what}.`);
}
