import { cleanLabel } from "../clean-label.js";
import { type Branch, branchesOf } from "./nested-tree.js";

const ROOT_NAME = "all labels";
/** Names of members that a group's name may hold. */
const MOST_MEMBERS = 3;
const ENDING = " and similar";

/**
 * Names the branches that have no name: a leaf after its label, the root "all labels", a group after its most central member, "dog and similar". Names are
 * unique over the whole tree: where one is taken, a group takes in the next member, "dog, puppy and similar", and a number at last.
 * What has a name keeps it, whatever is named anew; only where two have the same does one yield: first those a person named keep theirs, then leaves, then groups
 * from the root down.
 * @param rank the leaves of a group, the most central first
 */
export function nameGroups(root: Branch, rank: (group: Branch) => readonly Branch[]): Branch {
  const names = new Map<string, string>(); // by id
  const taken = new Set<string>();
  const give = (branch: Branch, name: string): void => {
    names.set(branch.id, name);
    taken.add(name);
  };
  const branches = branchesOf(root);
  for (const branch of branches) if (branch.isEdited && branch.name !== "") give(branch, branch.name);
  const others = branches.filter(({ id }) => !names.has(id));
  for (const leaf of namedFirst(others.filter(({ label }) => label !== null)))
    give(leaf, freeName(leafNames(leaf), taken));
  for (const group of namedFirst(others.filter(({ label }) => label === null))) {
    // kept in step with `names`: members are called what their leaves are called
    const members = (): string[] => rank(group).map(({ id }) => names.get(id) as string);
    give(group, freeName(groupNames(group, group.id === root.id, members), taken));
  }
  return rename(root, names);
}

function namedFirst(branches: readonly Branch[]): readonly Branch[] {
  return [...branches.filter(({ name }) => name !== ""), ...branches.filter(({ name }) => name === "")];
}

/** @returns the name itself, or the name with members of the group behind it, whichever is free: "animals (dog, cat)" */
export function distinctName(name: string, members: readonly string[], taken: ReadonlySet<string>): string {
  return freeName([name, ...distinguished(name, members)], taken);
}

/** The members that a name of ours speaks of; none when it is not of ours. */
export function namedMembers(name: string): readonly string[] {
  return name.endsWith(ENDING) ? name.slice(0, -ENDING.length).split(", ") : [];
}

function leafNames({ name, label }: Branch): string[] {
  const clean = cleanLabel(label as string) ?? "unreadable label";
  return name === "" ? [clean, `${clean} (label)`] : [name, `${name} (label)`];
}

function groupNames({ name }: Branch, isRoot: boolean, members: () => readonly string[]): string[] {
  if (name !== "") return [name, ...distinguished(name, members())];
  if (isRoot) return [ROOT_NAME];
  const central = members();
  return firstFew(central).map((few) => `${few.join(", ")}${ENDING}`);
}

function distinguished(name: string, members: readonly string[]): string[] {
  return firstFew(members.filter((member) => member !== name)).map((few) => `${name} (${few.join(", ")})`);
}

/** The first one, the first two, the first three. */
function firstFew(members: readonly string[]): string[][] {
  const most = Math.min(MOST_MEMBERS, members.length);
  return Array.from({ length: most }, (_, i) => members.slice(0, i + 1));
}

/** The first name that is free; the first of all with a number when none is. */
function freeName(wanted: readonly string[], taken: ReadonlySet<string>): string {
  const free = wanted.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  for (let copy = 2; ; copy++) if (!taken.has(`${wanted[0]} (${copy})`)) return `${wanted[0]} (${copy})`;
}

function rename(branch: Branch, names: ReadonlyMap<string, string>): Branch {
  const children = branch.children.map((child) => rename(child, names));
  return { ...branch, name: names.get(branch.id) as string, children };
}
