import { createRandom, seedFrom } from "../../linalg/random.js";
import type { Matrix } from "../../types.js";
import type { Branch } from "./nested-tree.js";
import { leavesOf } from "./nested-tree.js";
import { groupId } from "./node-ids.js";
import { splitCluster } from "./split-cluster.js";
import { pickDistances, type SquaredDistances, squaredDistances } from "./squared-distances.js";

/** How branches are grouped. */
export interface Arrangement {
  /** children a node may have before they are grouped; at least 2 */
  readonly limit: number;
  readonly seed: number;
  /** ids in use; those of new groups are added */
  readonly ids: Set<string>;
}

/**
 * Groups branches until no node has more than `limit` children: k-means, again and again.
 * The order of the branches makes no difference: only ids, vectors and the seed do.
 * @param vectors shape (branches, d), a row for each branch
 * @returns the branches themselves where they are few; else groups, without a name yet, and the branches that stay alone
 */
export function arrangeBranches(branches: readonly Branch[], vectors: Matrix, plan: Arrangement): readonly Branch[] {
  if (branches.length <= plan.limit) return branches;
  const order = branches.map((_, i) => i).sort((a, b) => (branches[a].id < branches[b].id ? -1 : 1));
  return arrange(order, branches, squaredDistances(vectors), plan);
}

function arrange(
  members: readonly number[],
  branches: readonly Branch[],
  distances: SquaredDistances,
  plan: Arrangement,
): readonly Branch[] {
  if (members.length <= plan.limit) return members.map((i) => branches[i]);
  const names = members.map((i) => branches[i].id).join("\n");
  const random = createRandom(seedFrom(`${plan.seed}\n${names}`)); // the same things are split the same way wherever they stand
  const parts = splitCluster(pickDistances(distances, members), plan.limit, random);
  return parts.map((part) => {
    const inside = part.map((place) => members[place]);
    if (inside.length === 1) return branches[inside[0]];
    const children = arrange(inside, branches, distances, plan);
    const labels = children.flatMap(leavesOf).map((leaf) => leaf.label as string);
    const id = groupId(labels, (taken) => plan.ids.has(taken));
    plan.ids.add(id);
    return { id, name: "", label: null, isEdited: false, children };
  });
}
