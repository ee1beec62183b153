import { cutAround } from "./cut-labels.js";
import { selectImages } from "./judge-images.js";
import { findNode, labelsUnder, visibleTree } from "./label-arrangement.js";
import type { SessionState } from "./session-state.js";

/**
 * Looks at a label, or at a group: selects the images that carry it, or one of its labels, and cuts the labels around it.
 * @param named a node by id or name; null looks at none and selects nothing
 * @throws RangeError when there is no such label or group
 */
export async function focusLabel(state: SessionState, named: string | null): Promise<void> {
  state.assertOpen();
  if (named === null || !state.arrangement) {
    selectImages(state, []);
    return;
  }
  const tree = visibleTree(state.arrangement);
  const { id } = findNode(tree, named, "focus");
  const cut = await cutAround(state, tree, [id]);
  const labels = new Set(labelsUnder(tree, id));
  const carriers = state.mapImages().filter((image) => image.labels.some((label) => labels.has(label)));
  selectImages(
    state,
    carriers.map((image) => image.id),
  );
  state.setFocus({ ids: [id], cut });
}
