import { placedLabels } from "../jupyter/workbench-labels.js";
import type { RunStory, StoryMap } from "../report/run-story.js";
import type { StoredLayout } from "../store/layout-table.js";
import type { SessionState } from "./session-state.js";

/** More points on a map can neither be told apart nor kept small. */
const MOST_POINTS = 20_000;

/**
 * What a page about this session is written from.
 * @param maps the latest last
 * @param mostPoints on maps; of more images, an even sample is told of, the same on all of them
 */
export function tellStory(
  state: SessionState,
  maps: readonly StoredLayout[],
  mostPoints: number = MOST_POINTS,
): RunStory {
  const step = Math.ceil(state.images.length / mostPoints);
  const isTold = new Set(state.images.filter((_, i) => i % step === 0).map(({ id }) => id));
  const { facts, images, templates } = state;
  return {
    name: facts.name,
    classes: facts.classes,
    images,
    iterations: state.iterations.filter(({ isActive }) => isActive),
    templates,
    maps: maps.map((map) => toMap(state, step > 1 ? thin(map, isTold) : map)),
  };
}

function thin(stored: StoredLayout, isTold: ReadonlySet<string>): StoredLayout {
  const rows = stored.imageIds.flatMap((id, row) => (isTold.has(id) ? [row] : []));
  const images = Float32Array.from(rows.flatMap((row) => [...stored.layout.images.subarray(2 * row, 2 * row + 2)]));
  return { ...stored, imageIds: rows.map((row) => stored.imageIds[row]), layout: { ...stored.layout, images } };
}

/** Groups are left out: a map that is only read needs no names for what could be opened. */
function toMap(state: SessionState, stored: StoredLayout): StoryMap {
  const images = stored.imageIds.flatMap((id) => state.findImage(id) ?? []);
  const { labels, positions } = placedLabels(state, stored, images);
  const placed = labels
    .map(({ text, isGroup, original, generated }, i) => ({
      text,
      isGroup,
      x: positions[2 * i],
      y: positions[2 * i + 1],
      images: original + generated,
    }))
    .filter(({ isGroup, images: count }) => !isGroup && count > 0);
  return {
    iteration: stored.iteration,
    imageIds: stored.imageIds,
    positions: stored.layout.images,
    labels: placed.sort((a, b) => b.images - a.images).map(({ text, x, y, images: n }) => ({ text, x, y, images: n })),
  };
}
