import { leavesUnder } from "../label/hierarchy/label-tree.js";
import { selectImages } from "./judge-images.js";
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
 * Selects the images with a label that holds this text, under its own name or the one a person gave it, great and small letters alike.
 * @throws RangeError when no shown label does; nothing changes then
 */
export function selectImagesLabelled(state: SessionState, text: string): void {
  state.assertOpen();
  const sought = text.trim().toLowerCase();
  const { tree, hidden } = state.arrangement ?? { tree: null, hidden: [] };
  const named = (tree?.nodes ?? []).filter(({ id, name }) => id !== tree?.rootId && holds(name, sought));
  const labels = new Set([
    ...named.flatMap(({ id }) => leavesUnder(tree!, id).map(({ label }) => label as string)),
    ...state.mapImages().flatMap((image) => image.labels.filter((label) => holds(label, sought))),
  ]);
  for (const label of hidden) labels.delete(label);
  const found = sought === "" ? [] : state.mapImages().filter((image) => image.labels.some((each) => labels.has(each)));
  if (found.length === 0) {
    throw new RangeError(`search: no image has a label with ${JSON.stringify(text.slice(0, 40))}; try fewer letters.`);
  }
  selectImages(
    state,
    found.map(({ id }) => id),
  );
}

function holds(name: string, sought: string): boolean {
  return name.toLowerCase().includes(sought);
}
