import { renderPreview } from "../jupyter/workbench-preview.js";
import { projectMultimodal } from "../project/projectors.js";
import { putLayout, type StoredLayout } from "../store/layout-table.js";
import type { Layout } from "../types.js";
import { vectorsOf } from "./look-at-images.js";
import { embedLabels, relateLabels } from "./relate-labels.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/**
 * Draws the map of all training images, originals and generated, and their labels, starting from where they stood before, so that the person still finds them.
 * Does nothing when the latest map holds exactly these images and labels, from the same embedder.
 */
export async function projectSession(state: SessionState, control: JobControl): Promise<void> {
  const images = state.images.filter(({ split }) => split === "train");
  const table = relateLabels(images.map(({ labels }) => labels));
  const imageIds = images.map(({ id }) => id);
  const earlier = state.layout;
  const embedder = state.providers.embedder.name;
  if (earlier && isSameMap(earlier, embedder, imageIds, table.texts)) return;
  const { vectors } = vectorsOf(state, images);
  const layout = await projectMultimodal(vectors, embedLabels(vectors, table), table.relation, {
    seed: state.facts.seed,
    start: earlier ? startFrom(earlier, imageIds, table.texts) : undefined,
    signal: control.signal(),
    onProgress: (done, total) => control.report("project", done, total),
  });
  const stored = { iteration: state.iterations.length, embedder, imageIds, labelTexts: table.texts, layout };
  putLayout(state.store, stored);
  state.setLayout(stored, await renderPreview(images, layout, state.facts.classes));
}

/** Earlier positions in the order of the new points; NaN for those that are new. */
function startFrom(earlier: StoredLayout, imageIds: readonly string[], labelTexts: readonly string[]): Layout {
  return {
    images: reorder(earlier.imageIds, earlier.layout.images, imageIds),
    labels: reorder(earlier.labelTexts, earlier.layout.labels, labelTexts),
  };
}

function reorder(names: readonly string[], positions: Float32Array, wanted: readonly string[]): Float32Array {
  const rowOf = new Map(names.map((name, row) => [name, row]));
  const reordered = new Float32Array(2 * wanted.length).fill(Number.NaN);
  wanted.forEach((name, row) => {
    const from = rowOf.get(name);
    if (from !== undefined) reordered.set(positions.subarray(2 * from, 2 * from + 2), 2 * row);
  });
  return reordered;
}

function isSameMap(
  map: StoredLayout,
  embedder: string,
  imageIds: readonly string[],
  labelTexts: readonly string[],
): boolean {
  return map.embedder === embedder && sameItems(map.imageIds, imageIds) && sameItems(map.labelTexts, labelTexts);
}

function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
