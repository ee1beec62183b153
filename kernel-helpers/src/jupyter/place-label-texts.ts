import { shorten, textWidth } from "../images/svg-text.js";
import { type Box, liesInside, overlaps, type Point } from "./fit-into-frame.js";
import { placesAround } from "./places-around.js";

/** A label's text where there was room for it. */
export interface PlacedText {
  /** shortened, not escaped */
  readonly text: string;
  readonly box: Box;
  /** where the label truly lies */
  readonly anchor: Point;
}

export const LABEL_FONT_PX = 12;
const LONGEST_TEXT = 24;
const PADDING_PX = 3;
/** Texts keep this far from one another, pixels. */
const GAP_PX = 2;
/** A text farther from its point than this would be looked for elsewhere. */
const FARTHEST_PX = 90;
const STEP_PX = 7;

/**
 * Finds a place for each text: at its point, or else the nearest free one around it. First come, first served, so give the important ones first.
 * @param anchors one per text, pixels
 * @returns those there was room for, in the same order; no two boxes overlap, all lie inside the frame
 */
export function placeLabelTexts(texts: readonly string[], anchors: readonly Point[], frame: Box): PlacedText[] {
  const placed: PlacedText[] = [];
  texts.forEach((full, i) => {
    const text = shorten(full, LONGEST_TEXT);
    const width = textWidth(text, LABEL_FONT_PX) + 2 * PADDING_PX;
    const height = LABEL_FONT_PX + 2 * PADDING_PX;
    const isFree = (box: Box): boolean =>
      liesInside(box, frame) && !placed.some((other) => overlaps(box, other.box, GAP_PX));
    for (const { x, y } of placesAround(anchors[i], STEP_PX, FARTHEST_PX)) {
      const box = { left: x - width / 2, top: y - height / 2, width, height };
      if (!isFree(box)) continue;
      placed.push({ text, box, anchor: anchors[i] });
      return;
    }
  });
  return placed;
}
