import { type LabelTree, leavesUnder } from "../label/hierarchy/label-tree.js";
import { cutAround } from "./cut-labels.js";
import { selectImages } from "./judge-images.js";
import { visibleTree } from "./label-arrangement.js";
import type { SessionState } from "./session-state.js";

/** The images of the map that a prompt made; of a proposal those of the prompt it would replace. */
export function imageIdsOfPrompt(state: SessionState, promptId: string): readonly string[] {
  const template = state.templates.find(({ id }) => id === promptId);
  if (!template) {
    throw new RangeError(`select: no prompt ${JSON.stringify(String(promptId).slice(0, 40))} in this session.`);
  }
  const maker = template.status === "proposed" ? template.parentId : template.id;
  return state.images.filter(({ templateId }) => templateId === maker).map(({ id }) => id);
}

/** Selects the images of a prompt. @throws RangeError when there is no such prompt */
export function selectImagesOfPrompt(state: SessionState, promptId: string): void {
  selectImages(state, imageIdsOfPrompt(state, promptId));
}

/**
 * Selects the images with a label that holds this text, under its own name or the one a person gave it, great and small letters alike, and looks at these labels.
 * @throws RangeError when no shown label does; nothing changes then
 */
export async function selectImagesLabelled(state: SessionState, text: string): Promise<void> {
  state.assertOpen();
  const sought = text.trim().toLowerCase();
  const tree = state.arrangement && visibleTree(state.arrangement);
  const labels = new Set([
    ...(tree ? labelsNamed(tree, sought) : []),
    ...state.mapImages().flatMap((image) => image.labels.filter((label) => holds(label, sought))),
  ]);
  for (const label of state.arrangement?.hidden ?? []) labels.delete(label);
  const found = sought === "" ? [] : state.mapImages().filter((image) => image.labels.some((each) => labels.has(each)));
  if (found.length === 0) {
    throw new RangeError(`search: no image has a label with ${JSON.stringify(text.slice(0, 40))}; try fewer letters.`);
  }
  // labels of too few images to be on the map are in no tree
  const ids = (tree?.nodes ?? []).flatMap(({ id, label }) => (label !== null && labels.has(label) ? [id] : []));
  const focus = tree && ids.length > 0 ? { ids, cut: await cutAround(state, tree, ids) } : null;
  selectImages(
    state,
    found.map(({ id }) => id),
  );
  state.setFocus(focus);
}

/** The labels whose name holds the text, and all of a group whose name does while none of its labels' names do: "cat and similar" is called after one of them. */
function labelsNamed(tree: LabelTree, sought: string): readonly string[] {
  return tree.nodes.flatMap(({ id, name, label }) => {
    if (id === tree.rootId || !holds(name, sought)) return [];
    if (label !== null) return [label];
    const inside = leavesUnder(tree, id);
    return inside.some((leaf) => holds(leaf.name, sought)) ? [] : inside.map((leaf) => leaf.label as string);
  });
}

function holds(name: string, sought: string): boolean {
  return name.toLowerCase().includes(sought);
}
