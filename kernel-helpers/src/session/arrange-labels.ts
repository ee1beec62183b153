import { countLabels } from "../label/count-labels.js";
import { buildHierarchy } from "../label/hierarchy/build-hierarchy.js";
import { nameClusters } from "../label/hierarchy/name-clusters.js";
import { vectorsOf } from "./embed-images.js";
import { labelTextVectors } from "./label-vectors.js";
import { LEAST_IMAGES, MOST_LABELS, relateLabels } from "./relate-labels.js";
import type { JobControl } from "./run-job.js";
import type { SessionState } from "./session-state.js";

/**
 * The labels of the map: the most frequent ones, and those that a person named or placed while any image carries them; hidden ones never.
 * @returns the most frequent first
 */
export function mapLabels(state: SessionState): readonly string[] {
  const { tree, hidden = [] } = state.arrangement ?? {};
  const counts = countLabels(state.mapImages(), { leastImages: 1, stopLabels: hidden });
  const edited = new Set(tree?.nodes.flatMap(({ label, isEdited }) => (isEdited && label !== null ? [label] : [])));
  return counts
    .filter(({ label, images }, rank) => (images >= LEAST_IMAGES && rank < MOST_LABELS) || edited.has(label))
    .map(({ label }) => label);
}

/**
 * Brings the hierarchy of labels up to date with the images: what was in it keeps its place, what a person edited most of all.
 * @returns sentences about groups that the namer could not name
 */
export async function arrangeLabels(state: SessionState, control: JobControl): Promise<readonly string[]> {
  const images = state.mapImages();
  const imageLabels = images.map(({ labels }) => labels);
  const before = state.arrangement;
  const { tree: previous = null, hidden = [] } = before ?? {};
  const carried = new Set(imageLabels.flat());
  const labels = [...mapLabels(state), ...hidden.filter((label) => carried.has(label))];
  const { relation } = relateLabels(imageLabels, labels);
  const signal = control.signal();
  const texts = await labelTextVectors(state, labels, signal);
  const { vectors } = vectorsOf(state, images);
  const built = buildHierarchy(labels, texts, vectors, relation, { previous, seed: state.facts.seed });
  const { labelNamer } = state.providers;
  const { tree, warnings } = labelNamer
    ? await nameClusters(built, labelNamer, { previous, signal })
    : { tree: built, warnings: [] };
  // a person may have edited it while the namer was asked
  if (state.arrangement !== before) return arrangeLabels(state, control);
  state.setArrangement({ tree, hidden });
  return warnings;
}
