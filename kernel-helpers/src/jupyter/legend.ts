import { escapeXml, shorten, textWidth } from "../images/svg-text.js";
import { classMark } from "./class-mark.js";

const FONT_PX = 12;
const ROW_PX = 18;
const MARK_PX = 16;
const GAP_PX = 14;
const LONGEST_NAME = 20;
/** Beyond that many a legend is a page of its own; the rest are counted. */
const MOST_CLASSES = 40;

export interface Legend {
  /** SVG, to be moved to its place; its corner is 0, 0 */
  readonly svg: string;
  /** pixels */
  readonly height: number;
}

/** The classes with their marks, in rows of at most `width` pixels. */
export function drawLegend(classes: readonly string[], width: number): Legend {
  const names = classes.slice(0, MOST_CLASSES).map((name) => shorten(name, LONGEST_NAME));
  const rest = classes.length - names.length;
  let [x, row] = [0, 0];
  const parts = [...names, ...(rest > 0 ? [`and ${rest} more`] : [])].map((name, i) => {
    const needed = MARK_PX + textWidth(name, FONT_PX);
    if (x > 0 && x + needed > width) [x, row] = [0, row + 1];
    const [left, middle] = [x, row * ROW_PX + ROW_PX / 2];
    x += needed + GAP_PX;
    const mark = i < names.length ? classMark({ className: name }, i, left + 5, middle, 4.5) : "";
    return `${mark}<text x="${Math.round(left + MARK_PX)}" y="${middle + 4}">${escapeXml(name)}</text>`;
  });
  return { svg: `<g font-size="${FONT_PX}">${parts.join("")}</g>`, height: (row + 1) * ROW_PX };
}
