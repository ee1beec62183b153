/** The text of a label or a group as it would be drawn at the present zoom; x and y are its middle, pixels. */
export interface LabelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** the larger, the sooner it is shown */
  readonly priority: number;
  /** place of the group it is in, before its own; null for none */
  readonly parent: number | null;
}

/** Kept free around every text, pixels. */
const GAP_PX = 4;
/** A group gives way to its children from the zoom on at which this share of them fits. */
const SHARE_THAT_FITS = 0.5;
/** Zooms closer than this are one: rounding must not turn a tie into a conflict. */
const TIE = 1e-9;

/** A text that may be shown from one zoom to another; factors on the present zoom. */
interface Showable {
  readonly box: LabelBox;
  readonly from: number;
  /** Infinity for ever */
  readonly to: number;
}

/**
 * Chooses the texts for a map: labels where they fit, their group where most of them would overlap, and so on upwards.
 * Steady: moving the view changes nothing, and while one zooms in a label that is shown stays, and a group stays until it gives way to
 * its children. The same rule as the kernel's label/hierarchy/sample-labels.ts, which a test holds it to.
 * @param focus places of those that come before all others; the groups they are in give way
 * @returns places, the most important first; their boxes keep apart, and none is inside another's group
 */
export function sampleLabels(boxes: readonly LabelBox[], focus: readonly number[]): readonly number[] {
  return labelRanges(boxes, focus).flatMap(({ place, from, to }) => (from <= 1 && to > 1 ? [place] : []));
}

/** The zooms at which a text is shown, as factors on the present zoom: from the first, up to before the second. */
export interface LabelRange {
  readonly place: number;
  readonly from: number;
  readonly to: number;
}

/**
 * For a map that is zoomed often: what sampleLabels would choose at each zoom from the present one inwards. As labels that are apart stay
 * so, it is the same choice when it is reckoned from further out.
 * @param focus as in sampleLabels      @returns the most important first
 */
export function labelRanges(boxes: readonly LabelBox[], focus: readonly number[]): readonly LabelRange[] {
  const first = new Set(focus);
  const rank = (place: number): number => (first.has(place) ? 0 : 1);
  const order = boxes
    .map((_, place) => place)
    .sort((a, b) => rank(a) - rank(b) || boxes[b].priority - boxes[a].priority || a - b);
  const ends = groupEnds(boxes, order, focus);
  const from = ({ parent }: LabelBox): number => (parent === null ? 0 : ends[parent]);
  const starts = startScales(order.map((place) => ({ box: boxes[place], from: from(boxes[place]), to: ends[place] })));
  return order.map((place, i) => ({ place, from: starts[i], to: ends[place] }));
}

/**
 * From which zoom on each group gives way: when half of its children fit, labels among all labels and groups among their siblings, and not
 * before the group above it.
 * @returns by place; 0 for a group that has given way, Infinity for what has no children
 */
function groupEnds(boxes: readonly LabelBox[], order: readonly number[], focus: readonly number[]): number[] {
  const opened = new Set<number>();
  for (const place of focus) {
    for (let above = boxes[place].parent; above !== null; above = boxes[above].parent) opened.add(above);
  }
  const groups = new Set(boxes.flatMap(({ parent }) => parent ?? []));
  const fit = fitScales(boxes, order, (place) => !groups.has(place));
  const ends = boxes.map(() => Number.POSITIVE_INFINITY);
  for (const group of [...groups].sort((a, b) => b - a)) {
    const isInside = (place: number): boolean => boxes[place].parent === group;
    const beside = fitScales(boxes, order, (place) => groups.has(place) && isInside(place));
    const ready = boxes.flatMap((_, place) =>
      isInside(place) ? [groups.has(place) ? Math.min(ends[place], beside[place]) : fit[place]] : [],
    );
    ends[group] = opened.has(group) ? 0 : zoomForShare(ready);
  }
  // parents come first, so that each has its own end already
  boxes.forEach(({ parent }, place) => {
    if (parent !== null) ends[place] = Math.max(ends[place], ends[parent]);
  });
  return ends;
}

/** From which zoom on each of some texts fits among these alone; by place, the others' entries mean nothing. */
function fitScales(
  boxes: readonly LabelBox[],
  order: readonly number[],
  isMeant: (place: number) => boolean,
): readonly number[] {
  const some = order.filter(isMeant);
  const starts = startScales(some.map((place) => ({ box: boxes[place], from: 0, to: Number.POSITIVE_INFINITY })));
  const scales = new Array<number>(boxes.length).fill(Number.POSITIVE_INFINITY);
  some.forEach((place, i) => {
    scales[place] = starts[i];
  });
  return scales;
}

function zoomForShare(scales: readonly number[]): number {
  return [...scales].sort((a, b) => a - b)[Math.ceil(SHARE_THAT_FITS * scales.length) - 1];
}

/**
 * From which zoom on each text is shown: it waits until it has parted from every more important one that is shown before they part.
 * @param texts the most important first
 * @source Been, Daiches & Yap 2006 (active ranges)
 */
function startScales(texts: readonly Showable[]): number[] {
  const starts: number[] = [];
  for (const { box, from, to } of texts) {
    let start = from;
    for (const [j, other] of texts.slice(0, starts.length).entries()) {
      const separation = separationScale(box, other.box);
      // texts that are apart now stay so while one zooms in
      if (separation <= 1) continue;
      const parted = Math.min(separation, to, other.to);
      if (starts[j] < parted * (1 - TIE)) start = Math.max(start, parted);
    }
    starts.push(start < to ? start : Number.POSITIVE_INFINITY);
  }
  return starts;
}

/** How far one must zoom in until two boxes part: middles move apart, sizes stay. Above 1 when they overlap. */
function separationScale(a: LabelBox, b: LabelBox): number {
  const across = (a.width + b.width) / 2 + GAP_PX;
  const down = (a.height + b.height) / 2 + GAP_PX;
  return Math.min(across / Math.abs(a.x - b.x), down / Math.abs(a.y - b.y));
}
