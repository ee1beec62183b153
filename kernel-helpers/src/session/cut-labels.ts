import { countLabels } from "../label/count-labels.js";
import { cutTree } from "../label/hierarchy/cut-tree.js";
import { degreeOfInterest } from "../label/hierarchy/degree-of-interest.js";
import { labelFeatures } from "../label/hierarchy/label-features.js";
import { indexNodes, type LabelNode, type LabelTree } from "../label/hierarchy/label-tree.js";
import { type NodeVectors, nodeVectors } from "../label/hierarchy/node-vectors.js";
import { vectorsOf } from "./embed-images.js";
import { findNode, visibleTree } from "./label-arrangement.js";
import { labelTextVectors } from "./label-vectors.js";
import { relateLabels } from "./relate-labels.js";
import type { SessionState } from "./session-state.js";

export interface CutLabelsOptions {
  /** what you look at: labels or groups, by id or name; default: the whole, where frequent labels matter most */
  readonly focus?: string | readonly string[];
  /** labels and groups at most; default 20 */
  readonly budget?: number;
}

const DEFAULT_BUDGET = 20;

/**
 * The labels and groups that tell most about the focus and still cover every label that is not hidden: none is inside another.
 * @returns from left to right; none before the first map
 * @throws RangeError for a budget below 1, or a focus that is not there
 */
export async function cutLabels(
  state: SessionState,
  { focus = [], budget = DEFAULT_BUDGET }: CutLabelsOptions = {},
): Promise<readonly LabelNode[]> {
  if (!state.arrangement) return [];
  const tree = visibleTree(state.arrangement);
  const foci = typeof focus === "string" ? [focus] : focus;
  const ids = foci.map((named) => findNode(tree, named, "cut").id);
  const cut = cutTree(tree, await vectorsOfNodes(state, tree), {
    focus: ids.length === 0 ? null : ids,
    budget,
    frequencies: frequenciesOf(state),
  });
  const nodes = indexNodes(tree);
  return cut.map((id) => nodes.get(id)!);
}

/**
 * The same cut around some nodes of a tree of visible labels, for a map that may not have room for all of it.
 * @param focus ids, one at least
 * @returns ids, those of most interest first
 */
export async function cutAround(
  state: SessionState,
  tree: LabelTree,
  focus: readonly string[],
): Promise<readonly string[]> {
  const vectors = await vectorsOfNodes(state, tree);
  const interest = degreeOfInterest(tree, vectors, focus);
  const budget = DEFAULT_BUDGET + focus.length - 1;
  const cut = cutTree(tree, vectors, { focus, budget, frequencies: frequenciesOf(state) });
  return [...cut].sort((a, b) => interest.get(b)! - interest.get(a)!);
}

function frequenciesOf(state: SessionState): ReadonlyMap<string, number> {
  const counts = countLabels(state.mapImages(), { leastImages: 1 });
  return new Map(counts.map(({ label, images }) => [label, images]));
}

async function vectorsOfNodes(state: SessionState, tree: LabelTree): Promise<NodeVectors> {
  const labels = tree.nodes.flatMap(({ label }) => label ?? []);
  const images = state.mapImages();
  const { relation } = relateLabels(
    images.map((image) => image.labels),
    labels,
  );
  const texts = await labelTextVectors(state, labels);
  return nodeVectors(tree, labels, labelFeatures(labels, texts, vectorsOf(state, images).vectors, relation));
}
