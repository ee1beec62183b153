import type { CallOptions } from "../../types.js";
import { cleanLabel } from "../clean-label.js";
import type { ClusterNamer } from "./cluster-namer.js";
import { type LabelNode, type LabelTree, leavesUnder } from "./label-tree.js";
import { distinctName } from "./name-groups.js";

export interface NameClustersOptions extends CallOptions {
  /** the tree before this one: groups that were in it keep their names and are not asked for */
  readonly previous?: LabelTree | null;
}

/** A tree with other names, and what went wrong on the way. */
export interface NamedClusters {
  readonly tree: LabelTree;
  /** in words a person can act on; none when every group got its name */
  readonly warnings: readonly string[];
}

/**
 * Lets a namer name the groups of a tree, in one call. The root, and groups that a person named or placed, keep their names. Names are cleaned as labels are and stay
 * unique over the tree: a taken one is told apart by members, "animals (dog, cat)". A group that gets no name keeps the one it has.
 * @throws the signal's reason when aborted; nothing else: a namer that fails is a warning
 */
export async function nameClusters(
  tree: LabelTree,
  namer: ClusterNamer,
  { previous = null, ...callOptions }: NameClustersOptions = {},
): Promise<NamedClusters> {
  const known = new Set(previous?.nodes.map(({ id }) => id));
  const groups = tree.nodes.filter(
    ({ id, label, isEdited }) => label === null && id !== tree.rootId && !isEdited && !known.has(id),
  );
  if (groups.length === 0) return { tree, warnings: [] };
  const members = groups.map(({ id }) => leavesUnder(tree, id).map(({ name }) => name));
  try {
    const answers = await namer.name(members, callOptions);
    return applyNames(tree, groups, members, answers);
  } catch (error) {
    callOptions.signal?.throwIfAborted();
    const { message = String(error) } = Object(error) as { message?: string };
    return { tree, warnings: [`Groups of labels keep the names of their central members: ${message}`] };
  }
}

function applyNames(
  tree: LabelTree,
  groups: readonly LabelNode[],
  members: readonly (readonly string[])[],
  answers: readonly (string | null)[],
): NamedClusters {
  const clean = groups.map((_, i) => (typeof answers[i] === "string" ? cleanLabel(answers[i]) : null));
  const unnamed = groups.filter((_, i) => clean[i] === null);
  const isAnswered = new Set(groups.filter((_, i) => clean[i] !== null).map(({ id }) => id));
  const taken = new Set(tree.nodes.filter(({ id }) => !isAnswered.has(id)).map(({ name }) => name));
  const names = new Map<string, string>();
  groups.forEach(({ id }, i) => {
    const answer = clean[i];
    if (answer === null) return;
    const name = distinctName(answer, members[i], taken);
    taken.add(name);
    names.set(id, name);
  });
  const nodes = tree.nodes.map((node) => ({ ...node, name: names.get(node.id) ?? node.name }));
  const quoted = unnamed.map(({ name }) => `"${name}"`).join(", ");
  const warning = `${unnamed.length} of ${groups.length} groups of labels got no name and keep that of their central member: ${quoted}.`;
  return { tree: { ...tree, nodes }, warnings: unnamed.length > 0 ? [warning] : [] };
}
