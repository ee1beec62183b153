import { createMatrix, dot, meanOfRows, rowOf } from "../../linalg/matrix.js";
import type { Matrix, Relation } from "../../types.js";
import { type Arrangement, arrangeBranches } from "./arrange-branches.js";
import { carryOver } from "./carry-over.js";
import { labelFeatures } from "./label-features.js";
import type { LabelTree } from "./label-tree.js";
import { nameGroups } from "./name-groups.js";
import { type Branch, branchesOf, flatten, leavesOf, nest } from "./nested-tree.js";
import { ROOT_ID } from "./node-ids.js";

export interface HierarchyOptions {
  /** the tree so far: what is in it keeps its place, id and name */
  readonly previous?: LabelTree | null;
  /** children a node may have before they are grouped, 2 or more; default 8 */
  readonly limit?: number;
  /** default 0 */
  readonly seed?: number;
}

/** What all steps of a build look at. */
interface Build {
  readonly features: Matrix;
  readonly rowOfLabel: ReadonlyMap<string, number>;
  /** weight of the images that carry a label, by row */
  readonly frequency: Float64Array;
}

/**
 * Builds the hierarchy of content labels: recursive k-means on [text ; mean image] features (see labelFeatures), a cluster of more than `limit` being split
 * again, groups named after their most central member. The order of the labels makes no difference, the same seed gives the same tree.
 * With a previous tree, its labels stay where they are and its groups keep ids and names; new labels join the nearest group; labels that
 * vanished leave; only children of a node that outgrew the limit are grouped again. What a person edited is left alone.
 * @param labels unique; shown by their names, which are cleaned
 * @param textVectors shape (m, d1); null where the embedder knows no texts
 * @param imageVectors shape (n, d2)
 * @returns children with the most frequent first (new ones last in a tree that was there before)
 * @throws RangeError for a label given twice, shapes that do not fit, numbers that are not finite, a limit below 2
 * @source arXiv 2412.16839; the number of clusters by silhouette (Rousseeuw 1987)
 */
export function buildHierarchy(
  labels: readonly string[],
  textVectors: Matrix | null,
  imageVectors: Matrix,
  relation: Relation,
  { previous = null, limit = 8, seed = 0 }: HierarchyOptions = {},
): LabelTree {
  if (!Number.isInteger(limit) || limit < 2) {
    throw new RangeError(`buildHierarchy: limit = ${limit}; give a whole number, 2 or more.`);
  }
  const features = labelFeatures(labels, textVectors, imageVectors, relation);
  const rowOfLabel = new Map(labels.map((label, row) => [label, row]));
  if (rowOfLabel.size < labels.length) {
    const twice = labels.find((label, row) => rowOfLabel.get(label) !== row);
    throw new RangeError(`buildHierarchy: the label "${twice}" is there twice; give each label once.`);
  }
  const build = { features, rowOfLabel, frequency: countImages(labels.length, relation) };
  const start = previous === null ? emptyRoot() : nest(previous);
  const root = carryOver(start, rowOfLabel, features);
  const plan = { limit, seed, ids: new Set(branchesOf(root).map(({ id }) => id)) };
  const grouped = regroup(root, build, plan);
  const ordered = previous === null ? { ...grouped, children: sorted(grouped.children, build) } : grouped;
  return flatten(nameGroups(ordered, (group) => centralFirst(group, build)));
}

function emptyRoot(): Branch {
  return { id: ROOT_ID, name: "", label: null, isEdited: false, children: [] };
}

function countImages(labels: number, { imageLabels, weights }: Relation): Float64Array {
  const frequency = new Float64Array(labels);
  imageLabels.forEach((carried, image) => {
    carried.forEach((label, i) => {
      frequency[label] += weights?.[image][i] ?? 1;
    });
  });
  return frequency;
}

/** Groups the children of every node that has too many; what a person edited stays where it is and is not counted. */
function regroup(branch: Branch, build: Build, plan: Arrangement): Branch {
  const children = branch.children.map((child) => regroup(child, build, plan));
  const free = children.filter(({ isEdited }) => !isEdited);
  if (free.length <= plan.limit) return { ...branch, children };
  const vectors = createMatrix(free.length, build.features.columns);
  free.forEach((child, i) => {
    rowOf(vectors, i).set(meanOf(child, build));
  });
  const arranged = arrangeBranches(free, vectors, plan).map((child) => orderByFrequency(child, free, build));
  return { ...branch, children: [...children.filter(({ isEdited }) => isEdited), ...sorted(arranged, build)] };
}

/** Sorts the children of new groups; the branches that were there before are left as they are. */
function orderByFrequency(branch: Branch, old: readonly Branch[], build: Build): Branch {
  if (old.includes(branch)) return branch;
  return {
    ...branch,
    children: sorted(
      branch.children.map((child) => orderByFrequency(child, old, build)),
      build,
    ),
  };
}

function sorted(branches: readonly Branch[], build: Build): readonly Branch[] {
  const frequencies = new Map(branches.map((branch) => [branch, sum(rowsOf(branch, build), build.frequency)]));
  const frequencyOf = (branch: Branch): number => frequencies.get(branch) as number;
  return [...branches].sort((a, b) => frequencyOf(b) - frequencyOf(a) || (a.id < b.id ? -1 : 1));
}

function sum(rows: readonly number[], values: Float64Array): number {
  return rows.reduce((total, row) => total + values[row], 0);
}

function rowsOf(branch: Branch, { rowOfLabel }: Build): number[] {
  // ascending by label, so that sums do not depend on where a label stands
  const labels = leavesOf(branch).map(({ label }) => label as string);
  return labels.sort().map((label) => rowOfLabel.get(label) as number);
}

function meanOf(branch: Branch, build: Build): Float32Array {
  return meanOfRows(build.features, rowsOf(branch, build));
}

/** The leaves of a group, those nearest to the mean of all of them first. */
function centralFirst(group: Branch, build: Build): readonly Branch[] {
  const mean = meanOf(group, build);
  const scored = leavesOf(group).map((leaf) => {
    const row = rowOf(build.features, build.rowOfLabel.get(leaf.label as string) as number);
    return { leaf, squared: dot(row, row) - 2 * dot(row, mean) };
  });
  return scored.sort((a, b) => a.squared - b.squared || (a.leaf.id < b.leaf.id ? -1 : 1)).map(({ leaf }) => leaf);
}
