import { type MapView, type Size, toPixels } from "./map-view.js";
import { labelRanges } from "./sample-labels.js";

/** A label or group that would like to be shown. */
export interface LabelCandidate {
  readonly id: string;
  readonly text: string;
  /** its place among the points of the map, after the images */
  readonly point: number;
  /** how many images carry it; together its size, their shares its pie */
  readonly original: number;
  readonly generated: number;
  /** the larger, the sooner it is shown */
  readonly priority: number;
  readonly isGroup: boolean;
  /** the group it is in, by its place in the list, which is before its own; null for none */
  readonly parent: number | null;
  /** the person looks at it */
  readonly isFocus: boolean;
}

export interface SizedLabel extends LabelCandidate {
  /** all three in pixels */
  readonly fontSize: number;
  readonly width: number;
  readonly height: number;
}

/** A label and the zooms at which it is shown, pixels per unit: from the first, up to before the second. */
export interface PlannedLabel extends SizedLabel {
  readonly from: number;
  readonly to: number;
}

/** A label in its place; x and y in pixels, its middle. */
export interface PlacedLabel extends SizedLabel {
  readonly x: number;
  readonly y: number;
}

const MIN_FONT_PX = 11;
const MAX_FONT_PX = 15;
/** the mean width of a letter of a sans-serif face, and of Chinese, Japanese and Korean signs and emoji, in em; only used to guess where labels would touch */
const LETTER_EM = 0.56;
const WIDE_EM = 1.1;
const FIRST_WIDE_SIGN = 0x2e80;
const LINE_EM = 1.25;
/** the pie beside the text, with the gap between them; as in the style sheet */
const PIE_EM = 1.05;

/**
 * Plans the labels for all zooms at once, so that zooming only has to look them up: as sampleLabels chooses, groups where their labels would overlap.
 * @param positions x and y interleaved      @param scale pixels per unit further out than one can zoom
 * @returns the most important first
 */
export function planLabels(
  candidates: readonly LabelCandidate[],
  positions: Float32Array,
  scale: number,
): readonly PlannedLabel[] {
  const most = Math.max(1, ...candidates.map(countOf));
  const sized = candidates.map((label): SizedLabel => {
    const fontSize = Math.round(MIN_FONT_PX + (MAX_FONT_PX - MIN_FONT_PX) * Math.sqrt(countOf(label) / most));
    return { ...label, fontSize, width: (textEm(label.text) + PIE_EM) * fontSize, height: LINE_EM * fontSize };
  });
  const boxes = sized.map((label) => ({
    ...label,
    x: scale * positions[2 * label.point],
    y: scale * positions[2 * label.point + 1],
  }));
  const focus = sized.flatMap(({ isFocus }, place) => (isFocus ? [place] : []));
  return labelRanges(boxes, focus).map(({ place, from, to }) => ({
    ...sized[place],
    from: scale * from,
    to: scale * to,
  }));
}

/** The labels that are shown in a view; those that do not lie wholly in it are left out. */
export function placeLabels(
  plan: readonly PlannedLabel[],
  positions: Float32Array,
  view: MapView,
  size: Size,
): readonly PlacedLabel[] {
  return plan
    .filter(({ from, to }) => from <= view.scale && to > view.scale)
    .map((label): PlacedLabel => {
      const [x, y] = toPixels(view, size, positions[2 * label.point], positions[2 * label.point + 1]);
      return { ...label, x, y };
    })
    .filter((label) => liesInside(label, size));
}

/** The label under a point; null where there is none. */
export function labelAt(labels: readonly PlacedLabel[], x: number, y: number): PlacedLabel | null {
  const isUnder = (label: PlacedLabel): boolean =>
    Math.abs(label.x - x) <= label.width / 2 && Math.abs(label.y - y) <= label.height / 2;
  return labels.find(isUnder) ?? null;
}

function countOf({ original, generated }: LabelCandidate): number {
  return original + generated;
}

function textEm(text: string): number {
  return [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) < FIRST_WIDE_SIGN ? LETTER_EM : WIDE_EM), 0);
}

function liesInside({ x, y, width, height }: PlacedLabel, view: Size): boolean {
  return x - width / 2 >= 0 && x + width / 2 <= view.width && y - height / 2 >= 0 && y + height / 2 <= view.height;
}
