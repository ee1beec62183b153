import { excludeEachOther, labelMeetings } from "./label-exclusion.js";

interface Labelled {
  readonly labels: readonly string[];
}

/** Once so many of the images are accounted for, a further label would be about something else. */
const ENOUGH_COVERED = 0.9;
/** A label that accounts for fewer images than this is none of the usual alternatives. */
const LEAST_COVERED = 0.08;

/**
 * Finds labels that can stand in the place of another: as "grass" and "snow" in the place of "sofa", but not "orange". They are (almost) never together with the other one, and together they account for the images
 * that do without it: "bright" does for those that are not "dim", so that nothing else is an alternative to it.
 * @param all every image with labels
 * @param kept those that nobody rejected: what none of them shows may be anything
 * @returns the labels that can, those that account for most images first; none where the label is on no image
 */
export function findSubstitutes(
  all: readonly Labelled[],
  kept: readonly Labelled[],
): (label: string, candidates: readonly string[]) => readonly string[] {
  const carried = countLabels(all);
  const meet = labelMeetings(all);
  return (label, candidates) => {
    if (!carried.has(label)) return [];
    const without = kept.filter(({ labels }) => !labels.includes(label));
    return coverWith(
      without,
      candidates.filter((other) => carried.has(other) && excludeEachOther(meet(label, other))),
    );
  };
}

/** The labels that account for the images, each time the one that accounts for most of what is left. */
function coverWith(images: readonly Labelled[], candidates: readonly string[]): readonly string[] {
  const chosen: string[] = [];
  let left = images;
  while (left.length > (1 - ENOUGH_COVERED) * images.length) {
    const counts = countLabels(left);
    const [best] = candidates
      .filter((label) => !chosen.includes(label))
      .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
    if (best === undefined || (counts.get(best) ?? 0) < LEAST_COVERED * images.length) break;
    chosen.push(best);
    left = left.filter(({ labels }) => !labels.includes(best));
  }
  return chosen;
}

function countLabels(images: readonly Labelled[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { labels } of images) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
