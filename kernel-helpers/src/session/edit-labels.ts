import { groupLabels, mergeNodes, moveNode, removeNode, renameNode } from "../label/hierarchy/edit-tree.js";
import type { LabelTree } from "../label/hierarchy/label-tree.js";
import { findNode, type LabelArrangement, labelsUnder } from "./label-arrangement.js";
import type { SessionState } from "./session-state.js";

/** What a person may do to the hierarchy of labels. Nodes are named by id or by name. */
export type LabelEdit =
  /** gives a label or a group another name; images keep their labels */
  | { readonly kind: "rename"; readonly node: string; readonly name: string }
  /** moves a label or a group, with all below it, into another group */
  | { readonly kind: "move"; readonly node: string; readonly into: string }
  /** makes one group of several; the first keeps its place, and its name unless another is given */
  | { readonly kind: "merge"; readonly nodes: readonly string[]; readonly name?: string }
  /** puts labels and groups into a new group */
  | { readonly kind: "group"; readonly nodes: readonly string[]; readonly name: string }
  /** takes a group away; what it held goes to the group above */
  | { readonly kind: "ungroup"; readonly node: string }
  /** takes a label, or all labels of a group, off the map and out of cuts */
  | { readonly kind: "hide"; readonly node: string }
  /** takes back "hide"; labels that are not on the latest map come with the next one */
  | { readonly kind: "restore"; readonly node: string };

/**
 * Does one edit and logs it, so that undo takes it back; maps show it at once.
 * @throws RangeError when there are no labels yet, no such node, or it cannot be done; nothing changes then
 */
export function editLabels(state: SessionState, edit: LabelEdit): void {
  state.assertOpen();
  const before = state.arrangement;
  if (!before) {
    throw new RangeError("editLabels: no labels are arranged yet; call expand() or show() first.");
  }
  const after = applyEdit(before, edit);
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  const id = state.providers.labeler.name;
  const change = { kind: "labels", id, before: JSON.stringify(before), after: JSON.stringify(after) } as const;
  state.record({ kind: `${edit.kind} labels`, label: describe(before.tree, edit), changes: [change] });
  state.takeArrangement(after);
  state.say("", "info");
}

function applyEdit({ tree, hidden }: LabelArrangement, edit: LabelEdit): LabelArrangement {
  const idOf = (named: string): string => findNode(tree, named, "editLabels").id;
  const idsOf = (names: readonly string[]): string[] => names.map(idOf);
  const labelsOf = (named: string): string[] => labelsUnder(tree, idOf(named));
  switch (edit.kind) {
    case "rename":
      return { tree: renameNode(tree, idOf(edit.node), edit.name), hidden };
    case "move":
      return { tree: moveNode(tree, idOf(edit.node), idOf(edit.into)), hidden };
    case "merge":
      return { tree: mergeNodes(tree, idsOf(edit.nodes), edit.name), hidden };
    case "group":
      return { tree: groupLabels(tree, idsOf(edit.nodes), edit.name), hidden };
    case "ungroup":
      return { tree: removeNode(tree, idOf(edit.node)), hidden };
    case "hide":
      return { tree, hidden: [...new Set([...hidden, ...labelsOf(edit.node)])].sort() };
    case "restore": {
      const shown = new Set(labelsOf(edit.node));
      return { tree, hidden: hidden.filter((label) => !shown.has(label)) };
    }
    default:
      throw new RangeError(
        `editLabels: kind = ${JSON.stringify((edit as { kind?: unknown }).kind)}; use "rename", "move", "merge", "group", "ungroup", "hide" or "restore".`,
      );
  }
}

/** For the Undo button and the log. */
function describe(tree: LabelTree, edit: LabelEdit): string {
  const nameOf = (named: string): string => `"${findNode(tree, named, "editLabels").name}"`;
  switch (edit.kind) {
    case "rename":
      return `rename ${nameOf(edit.node)}`;
    case "move":
      return `move ${nameOf(edit.node)} into ${nameOf(edit.into)}`;
    case "merge":
      return `merge ${edit.nodes.length} groups of labels`;
    case "group":
      return `group ${edit.nodes.length} labels`;
    default:
      return `${edit.kind} ${nameOf(edit.node)}`;
  }
}

/**
 * An arrangement that undo brings back, with the labels that have come since: each joins the group it is in now where that group is there, else the root.
 */
export function withLaterLabels(earlier: LabelArrangement, now: LabelArrangement): LabelArrangement {
  const known = new Set(earlier.tree.nodes.map(({ id }) => id));
  const names = new Set(earlier.tree.nodes.map(({ name }) => name));
  const later = now.tree.nodes.filter(({ id, label, name }) => label !== null && !known.has(id) && !names.has(name));
  if (later.length === 0) return earlier;
  const groups = new Set(earlier.tree.nodes.flatMap(({ id, label }) => (label === null ? [id] : [])));
  const homeOf = (parentId: string | null): string =>
    parentId !== null && groups.has(parentId) ? parentId : earlier.tree.rootId;
  const leaves = later.map((leaf) => ({ ...leaf, parentId: homeOf(leaf.parentId) }));
  const nodes = earlier.tree.nodes.map((node) => {
    const added = leaves.filter(({ parentId }) => parentId === node.id).map(({ id }) => id);
    return added.length === 0 ? node : { ...node, children: [...node.children, ...added] };
  });
  return { ...earlier, tree: { rootId: earlier.tree.rootId, nodes: [...nodes, ...leaves] } };
}
