import { type Box, liesInside, overlaps, type Point } from "./fit-into-frame.js";
import { placesAround } from "./places-around.js";
import { spreadOrder } from "./spread-order.js";

/** Where an image's picture goes. */
export interface ThumbnailPlace {
  /** of the image */
  readonly index: number;
  readonly box: Box;
}

/** Pictures keep this far from one another and from what is in their way, pixels. */
const GAP_PX = 3;
/** A picture farther from its point than this would not be taken for it. */
const FARTHEST_PX = 56;
const STEP_PX = 8;
/** A picture may cover this share of the marks, or one: in a crowd there is no empty place. */
const COVERED_SHARE = 0.005;
/** Images tried for each picture wanted, so that a crowd of thousands takes no time. */
const TRIES = 4;

/**
 * Chooses images, spread over the list and so over the classes, and a place for the picture of each: where it hides the fewest marks, at the image's point or near it.
 * @param points of all images, pixels
 * @param shown images with a mark
 * @param obstacles not to be covered at all
 * @param most pictures
 * @param sidePx of the square a picture is fitted into
 * @returns places inside the frame that do not overlap one another or an obstacle; fewer than most where there is no room
 */
export function pickThumbnails(
  points: readonly Point[],
  shown: readonly number[],
  obstacles: readonly Box[],
  frame: Box,
  most: number,
  sidePx: number,
): ThumbnailPlace[] {
  const picked: ThumbnailPlace[] = [];
  const taken = [...obstacles];
  const coverable = Math.max(1, COVERED_SHARE * shown.length);
  for (const index of spreadOrder(points.length).slice(0, TRIES * most)) {
    if (picked.length === most) break;
    const isFree = (box: Box): boolean =>
      liesInside(box, frame) && !taken.some((other) => overlaps(box, other, GAP_PX));
    const boxes = [...placesAround(points[index], STEP_PX, FARTHEST_PX)]
      .map((at) => squareAt(at, sidePx))
      .filter(isFree);
    const others = shown.filter((i) => i !== index).map((i) => points[i]);
    const covered = boxes.map((box) => countCovered(box, others, coverable));
    const fewest = Math.min(...covered);
    if (fewest > coverable) continue; // also when no box is free: the least of nothing is infinite
    const box = boxes[covered.indexOf(fewest)];
    picked.push({ index, box });
    taken.push(box);
  }
  return picked;
}

/** @returns how many marks lie under the box; beyond most they are not counted on */
function countCovered(box: Box, marks: readonly Point[], most: number): number {
  let count = 0;
  for (const mark of marks) {
    if (covers(box, mark)) count++;
    if (count > most) break;
  }
  return count;
}

function squareAt({ x, y }: Point, side: number): Box {
  return { left: x - side / 2, top: y - side / 2, width: side, height: side };
}

/** A mark reaches a little beyond its point. */
function covers({ left, top, width, height }: Box, { x, y }: Point): boolean {
  return x > left - 2 && x < left + width + 2 && y > top - 2 && y < top + height + 2;
}
