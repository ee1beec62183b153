import { countLabels } from "../label/count-labels.js";
import { type LabelTree, leavesUnder } from "../label/hierarchy/label-tree.js";
import { visibleTree } from "../session/label-arrangement.js";
import type { SessionState } from "../session/session-state.js";
import type { StoredImage } from "../store/image-table.js";
import type { StoredLayout } from "../store/layout-table.js";
import type { MapLabel } from "./workbench-protocol.js";

/** The labels of a map and where they stand. */
export interface PlacedLabels {
  /** groups before what they hold */
  readonly labels: readonly MapLabel[];
  /** length 2m */
  readonly positions: Float32Array;
}

/**
 * The labels of a map, hidden ones left out, and the groups they are in, each in the middle of its children: an edit moves it at once, and M2M, given
 * groups as labels, puts them no nearer to their images (bench/inner-labels.mjs).
 * @param images of the map, for the counts
 */
export function placedLabels(
  { arrangement }: SessionState,
  { labelTexts, layout }: StoredLayout,
  images: readonly StoredImage[],
): PlacedLabels {
  const tree = arrangement ? visibleTree(arrangement) : null;
  const hidden = new Set(arrangement?.hidden);
  const placeOfLabel = new Map(labelTexts.map((text, i) => [text, layout.labels.subarray(2 * i, 2 * i + 2)]));
  const placeOfNode = tree ? placeNodes(tree, placeOfLabel) : new Map<string, Float32Array>();
  const nodes = (tree?.nodes ?? []).filter(({ id }) => id !== tree?.rootId && placeOfNode.has(id));
  const indexOf = new Map(nodes.map(({ id }, index) => [id, index]));
  const count = counter(images);
  const arranged = nodes.map(
    ({ id, name, label, parentId }): MapLabel => ({
      id,
      text: name,
      isGroup: label === null,
      parent: indexOf.get(parentId ?? "") ?? null,
      ...count(label === null ? leavesUnder(tree!, id).map((leaf) => leaf.label as string) : [label]),
    }),
  );
  const known = new Set(nodes.map(({ label }) => label));
  // a map may be older than the tree, or have come before any
  const others = labelTexts.filter((text) => !known.has(text) && !hidden.has(text));
  const flat = others.map((text) => ({ id: `label:${text}`, text, isGroup: false, parent: null, ...count([text]) }));
  const places = [...nodes.map(({ id }) => placeOfNode.get(id)!), ...others.map((text) => placeOfLabel.get(text)!)];
  return { labels: [...arranged, ...flat], positions: Float32Array.from(places.flatMap((place) => [...place])) };
}

/** By id; nodes of which no label is on the map have no place. */
function placeNodes(tree: LabelTree, placeOfLabel: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  const places = new Map<string, Float32Array>();
  // children before their parents
  for (const { id, label, children } of [...tree.nodes].reverse()) {
    const inside = children.flatMap((child) => places.get(child) ?? []);
    const place = label === null ? meanPlace(inside) : placeOfLabel.get(label);
    if (place) places.set(id, place);
  }
  return places;
}

function meanPlace(places: readonly Float32Array[]): Float32Array | undefined {
  if (places.length === 0) return undefined;
  const sum = (axis: 0 | 1): number => places.reduce((total, place) => total + place[axis], 0);
  return Float32Array.of(sum(0) / places.length, sum(1) / places.length);
}

/** @returns a function that counts the images that carry one of some labels, originals and generated ones */
function counter(
  images: readonly StoredImage[],
): (labels: readonly string[]) => { original: number; generated: number } {
  const counts = new Map(countLabels(images, { leastImages: 0 }).map((count) => [count.label, count]));
  return (labels) => {
    if (labels.length === 1) {
      const { original = 0, generated = 0 } = counts.get(labels[0]) ?? {};
      return { original, generated };
    }
    const wanted = new Set(labels);
    const carriers = images.filter((image) => image.labels.some((label) => wanted.has(label)));
    const original = carriers.filter(({ origin }) => origin === "original").length;
    return { original, generated: carriers.length - original };
  };
}
