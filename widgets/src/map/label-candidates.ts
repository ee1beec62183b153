import type { MapColumns } from "../map-columns.js";
import type { MapFocus } from "../workbench.js";
import type { LabelCandidate } from "./place-labels.js";

/**
 * The labels and groups that may be shown: all of a map, or, where labels are looked at, the cut around them and the groups above that, which stand in where the
 * cut has no room.
 */
export function labelCandidates({ labels, ids }: MapColumns, focus: MapFocus | null): readonly LabelCandidate[] {
  const kept = focus ? cutAndAbove(labels, new Set(focus.cut)) : labels.map((_, place) => place);
  const interest = focus ? interestInCut(labels, focus.cut) : null;
  const newPlace = new Map(kept.map((place, index) => [place, index]));
  return kept.map((place) => {
    const { id, text, isGroup, parent, original, generated } = labels[place];
    return {
      id,
      text,
      point: ids.length + place,
      original,
      generated,
      priority: interest ? interest[place] : original + generated,
      isGroup,
      parent: parent === null ? null : (newPlace.get(parent) ?? null),
      isFocus: focus?.labels.includes(id) ?? false,
    };
  });
}

function cutAndAbove(labels: MapColumns["labels"], cut: ReadonlySet<string>): readonly number[] {
  const kept = new Set<number>();
  labels.forEach(({ id }, place) => {
    for (let at: number | null = cut.has(id) ? place : null; at !== null; at = labels[at].parent) {
      kept.add(at);
    }
  });
  return [...kept].sort((a, b) => a - b);
}

/** By place: the higher, the earlier in the cut; a group above the cut is of as much interest as the best in it. */
function interestInCut(labels: MapColumns["labels"], cut: readonly string[]): readonly number[] {
  const rank = new Map(cut.map((id, index) => [id, cut.length - index]));
  const interest = labels.map(({ id }) => rank.get(id) ?? 0);
  for (let place = labels.length - 1; place >= 0; place--) {
    const { parent } = labels[place];
    if (parent !== null) {
      interest[parent] = Math.max(interest[parent], interest[place]);
    }
  }
  return interest;
}
