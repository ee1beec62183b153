import { dot, meanOfRows } from "../../linalg/matrix.js";
import type { Matrix } from "../../types.js";
import { namedMembers } from "./name-groups.js";
import { type Branch, branchesOf, leavesOf } from "./nested-tree.js";
import { leafId } from "./node-ids.js";

/**
 * Brings a tree to another list of labels and disturbs it as little as possible: labels that vanished leave, with the groups they were all of; a
 * group of which one child is left gives way to it, unless a person made the group; a new label joins the group whose own labels' mean is nearest.
 * @param rowOfLabel the row of each label that the tree shall hold
 * @param features shape (labels, d)
 * @returns the root; its groups may have outgrown any limit
 */
export function carryOver(root: Branch, rowOfLabel: ReadonlyMap<string, number>, features: Matrix): Branch {
  const before = leavesOf(root);
  const gone = new Set(before.filter(({ label }) => !rowOfLabel.has(label as string)).map(({ name }) => name));
  const kept = { ...root, children: unwrap(root.children.flatMap((child) => prune(child, rowOfLabel, gone))) };
  const known = new Set(before.map(({ label }) => label));
  const added = [...rowOfLabel.keys()].filter((label) => !known.has(label)).sort();
  const homes = new Map<string, string[]>(); // labels by the id of the group they join
  const nearestHome = homeFinder(kept, rowOfLabel, features);
  for (const label of added) {
    const home = nearestHome(label);
    homes.set(home, [...(homes.get(home) ?? []), label]);
  }
  return takeIn(kept, homes);
}

/** @returns the branch without what is gone; a name of ours that speaks of a label that is gone is taken back */
function prune(branch: Branch, kept: ReadonlyMap<string, number>, gone: ReadonlySet<string>): readonly Branch[] {
  if (branch.label !== null) return kept.has(branch.label) ? [branch] : [];
  const children = branch.children.flatMap((child) => prune(child, kept, gone));
  if (children.length === 0 || (children.length === 1 && !branch.isEdited)) return children;
  const isStale = !branch.isEdited && namedMembers(branch.name).some((member) => gone.has(member));
  return [{ ...branch, children, name: isStale ? "" : branch.name }];
}

/** A single group below the root says nothing that the root does not. */
function unwrap(children: readonly Branch[]): readonly Branch[] {
  const [only] = children;
  return children.length === 1 && only.label === null && !only.isEdited ? unwrap(only.children) : children;
}

/** @returns the id of the group a label joins; the root itself only where no group below it holds labels of its own */
function homeFinder(
  root: Branch,
  rowOfLabel: ReadonlyMap<string, number>,
  features: Matrix,
): (label: string) => string {
  const ownRows = ({ children }: Branch): number[] =>
    children.flatMap(({ label }) => (label === null ? [] : [rowOfLabel.get(label) as number]));
  const homes = branchesOf(root)
    .filter((branch) => branch !== root && ownRows(branch).length > 0)
    .map((branch) => ({ id: branch.id, mean: meanOfRows(features, ownRows(branch)) }))
    .map((home) => ({ ...home, squares: dot(home.mean, home.mean) }));
  return (label) => {
    const row = meanOfRows(features, [rowOfLabel.get(label) as number]);
    let nearest = root.id;
    let least = Infinity;
    for (const { id, mean, squares } of homes) {
      const squared = squares - 2 * dot(row, mean); // and the same square of the row for all
      if (squared < least) [nearest, least] = [id, squared];
    }
    return nearest;
  };
}

function takeIn(branch: Branch, homes: ReadonlyMap<string, readonly string[]>): Branch {
  const leaves = (homes.get(branch.id) ?? []).map(
    (label): Branch => ({ id: leafId(label), name: "", label, isEdited: false, children: [] }),
  );
  return { ...branch, children: [...branch.children.map((child) => takeIn(child, homes)), ...leaves] };
}
