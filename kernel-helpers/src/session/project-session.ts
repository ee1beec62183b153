import { renderPreview } from "../jupyter/workbench-preview.js";
import { projectMultimodal } from "../project/projectors.js";
import { putLayout, type StoredLayout } from "../store/layout-table.js";
import type { Layout } from "../types.js";
import { mapLabels } from "./arrange-labels.js";
import { vectorsOf } from "./embed-images.js";
import { labelTextVectors } from "./label-vectors.js";
import { embedLabels, relateLabels } from "./relate-labels.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/** Between two looks at a map that still settles, milliseconds; and the most points that are shown so. */
const FRAME_GAP_MS = 150;
const MOST_MOVING_POINTS = 5_000;

/**
 * Draws the map of all training images, originals and generated, and their labels, starting from where they stood before, so that the person still finds them.
 * Those who look at the map see its points settle; when it fails or is cancelled, the earlier map is shown again.
 * Does nothing when the latest map holds exactly these images and labels, from the same embedder.
 */
export async function projectSession(state: SessionState, control: JobControl): Promise<void> {
  const images = state.images.filter(({ split }) => split === "train");
  const table = relateLabels(
    images.map(({ labels }) => labels),
    mapLabels(state),
  );
  const imageIds = images.map(({ id }) => id);
  const earlier = state.layout;
  const embedder = state.providers.embedder.name;
  if (earlier && isSameMap(earlier, embedder, imageIds, table.texts)) return;
  const { vectors } = vectorsOf(state, images);
  const iteration = state.latest();
  const place = (layout: Layout): StoredLayout => ({ iteration, embedder, imageIds, labelTexts: table.texts, layout });
  let shownAt = state.now();
  const onFrame = (frame: Layout): void => {
    if (state.now() - shownAt < FRAME_GAP_MS) return;
    shownAt = state.now();
    state.setSettling(place(frame));
  };
  let layout: Layout;
  try {
    // without a text model a label is the mean of the images that carry it
    const labels = (await labelTextVectors(state, table.texts, control.signal())) ?? embedLabels(vectors, table);
    layout = await projectMultimodal(vectors, labels, table.relation, {
      seed: state.facts.seed,
      start: earlier ? startFrom(earlier, imageIds, table.texts) : undefined,
      signal: control.signal(),
      onProgress: (done, total) => control.report("project", done, total),
      onFrame: imageIds.length <= MOST_MOVING_POINTS ? onFrame : undefined,
    });
  } catch (error) {
    state.setSettling(null);
    throw error;
  }
  const stored = place(layout);
  putLayout(state.store, stored);
  state.setLayout(stored, await renderPreview(state, stored));
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
