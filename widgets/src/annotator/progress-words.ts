import type { Annotator } from "./annotator.js";
import type { AnnotatorState } from "./protocol.js";

/** Images that need no more answer, skipped ones among them. */
export function doneCount({ annotated, skipped }: AnnotatorState): number {
  return annotated + skipped;
}

/** @returns e.g. "Image 13 of 50" */
export function positionText({
  image,
  place,
  images,
  state,
}: Pick<Annotator, "image" | "place" | "images" | "state">): string {
  if (image) {
    return `Image ${place + 1} of ${images.length}`;
  }
  return state.total > 0 && doneCount(state) === state.total ? `All ${state.total} images are done` : "Annotator";
}

/** @returns e.g. "11 annotated, 1 skipped, 8 s per image" */
export function progressText({ annotated, skipped, secondsPerImage }: AnnotatorState): string {
  return [
    `${annotated} annotated`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(secondsPerImage === null ? [] : [`${secondsText(secondsPerImage)} per image`]),
  ].join(", ");
}

function secondsText(seconds: number): string {
  return `${seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds)} s`;
}
