/** A label that would like to be shown; x and y in pixels, its middle. */
export interface LabelCandidate {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** how many images carry it */
  readonly count: number;
}

export interface PlacedLabel extends LabelCandidate {
  /** pixels */
  readonly fontSize: number;
}

const MIN_FONT_PX = 11;
const MAX_FONT_PX = 15;
/** the mean width of a letter of a sans-serif face, in em; only used to guess where labels would touch */
const LETTER_EM = 0.56;
const LINE_EM = 1.25;
/** labels with less room than this around them look crowded */
const GAP_PX = 4;

/**
 * The labels to show: the most frequent first, each only where it touches none already placed and lies in view.
 * Ties keep the order given, so that zooming back shows the same labels again.
 * @param width and height of the view, pixels
 */
export function placeLabels(
  candidates: readonly LabelCandidate[],
  width: number,
  height: number,
): readonly PlacedLabel[] {
  const most = Math.max(1, ...candidates.map((label) => label.count));
  const placed: PlacedLabel[] = [];
  for (const label of [...candidates].sort((a, b) => b.count - a.count)) {
    const fontSize = Math.round(MIN_FONT_PX + (MAX_FONT_PX - MIN_FONT_PX) * Math.sqrt(label.count / most));
    const sized = { ...label, fontSize };
    if (liesInside(sized, width, height) && !placed.some((other) => touch(sized, other))) {
      placed.push(sized);
    }
  }
  return placed;
}

function halfWidth(label: PlacedLabel): number {
  return (label.text.length * LETTER_EM * label.fontSize) / 2;
}

function liesInside(label: PlacedLabel, width: number, height: number): boolean {
  const half = halfWidth(label);
  const halfHeight = (LINE_EM * label.fontSize) / 2;
  return label.x - half >= 0 && label.x + half <= width && label.y - halfHeight >= 0 && label.y + halfHeight <= height;
}

function touch(a: PlacedLabel, b: PlacedLabel): boolean {
  const wide = halfWidth(a) + halfWidth(b) + GAP_PX;
  const high = (LINE_EM * (a.fontSize + b.fontSize)) / 2 + GAP_PX;
  return Math.abs(a.x - b.x) < wide && Math.abs(a.y - b.y) < high;
}
