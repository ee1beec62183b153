import { degreeOfInterest } from "./degree-of-interest.js";
import { greatestCut } from "./greatest-cut.js";
import { type LabelTree, nodeById } from "./label-tree.js";
import type { NodeVectors } from "./node-vectors.js";

export interface CutOptions {
  /** ids of what the person looks at; null for the whole */
  readonly focus: string | readonly string[] | null;
  /** nodes shown at most, 1 or more */
  readonly budget: number;
  /** without a focus: how often each label is used, 0 or more; a label that is missing counts 0, and all are alike when left out */
  readonly frequencies?: ReadonlyMap<string, number>;
}

/**
 * Raised so far that showing a node's children in its place never loses: two children then have 3 or more each, and one of them, no farther than an
 * edge from the parent and with a cosine at most 2 below, has at least the parent's less 3.
 */
const LEAST_INTEREST = 3;

/**
 * A cut through the tree that shows much where the interest is and little elsewhere: nodes that cover every label exactly once, none of
 * them above another, at most `budget`, with the greatest total interest there is (exact, by dynamic programming in O(nodes * budget)).
 * The interest of a node is its degree of interest, raised for all alike so that the least is 3: cuts use their budget. A focus is in the cut
 * wherever the budget has room for it; of several that do not all fit, as many as fit. The root as focus asks for nothing in particular.
 * Without a focus a leaf's interest is 1 + its frequency, and a group's the mean of its children's.
 * @returns ids from left to right; none for a tree without labels
 * @throws RangeError for a budget below 1, a focus that is not in the tree, a frequency that is none
 */
export function cutTree(
  tree: LabelTree,
  vectors: NodeVectors,
  { focus, budget, frequencies }: CutOptions,
): readonly string[] {
  if (!(Number.isInteger(budget) && budget >= 1)) {
    throw new RangeError(`cutTree: budget = ${budget}; give a whole number, 1 or more.`);
  }
  const foci = focus === null ? [] : typeof focus === "string" ? [focus] : focus;
  const interest = foci.length === 0 ? interestByFrequency(tree, frequencies) : raise(tree, vectors, foci);
  return nodeById(tree, tree.rootId).children.length === 0 ? [] : greatestCut(tree, interest, budget);
}

function raise(tree: LabelTree, vectors: NodeVectors, foci: readonly string[]): ReadonlyMap<string, number> {
  const degrees = degreeOfInterest(tree, vectors, foci);
  const least = Math.min(...degrees.values());
  const raised = new Map([...degrees].map(([id, degree]) => [id, degree - least + LEAST_INTEREST]));
  // a focus outweighs all else together
  const all = [...raised.values()].reduce((sum, value) => sum + value, 1);
  for (const id of new Set(foci)) if (id !== tree.rootId) raised.set(id, (raised.get(id) as number) + all);
  return raised;
}

function interestByFrequency(
  tree: LabelTree,
  frequencies: ReadonlyMap<string, number> | undefined,
): ReadonlyMap<string, number> {
  const interest = new Map<string, number>();
  for (const { id, label, children } of [...tree.nodes].reverse()) {
    if (label === null) {
      const sum = children.reduce((total, child) => total + (interest.get(child) as number), 0);
      interest.set(id, children.length > 0 ? sum / children.length : 0);
      continue;
    }
    const frequency = frequencies?.get(label) ?? 0;
    if (!(frequency >= 0 && frequency < Infinity)) {
      throw new RangeError(`cutTree: the frequency of "${label}" is ${frequency}; give a number, 0 or more.`);
    }
    interest.set(id, 1 + frequency);
  }
  return interest;
}
