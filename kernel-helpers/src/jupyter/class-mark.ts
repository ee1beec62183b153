import type { Feedback } from "../types.js";

/** Paul Tol's "muted" and "bright" schemes, told apart by colour-blind readers. */
const COLORS = [
  "#4477aa",
  "#cc6677",
  "#117733",
  "#ddaa33",
  "#88ccee",
  "#882255",
  "#44aa99",
  "#999933",
  "#aa4499",
  "#332288",
];

/** The widget's dark theme: apart from one another to colour-blind readers, 3:1 and more on a dark ground. */
const COLORS_ON_DARK = [
  "#87f0ff",
  "#c42e6a",
  "#e1a500",
  "#a569f0",
  "#c3f04b",
  "#d2692d",
  "#b4a5ff",
  "#1ed296",
  "#4ba5a5",
  "#3c78a5",
];

/** Outlines around 0, 0 of about the area of a circle of radius 1; classes past the last colour begin again in the next shape. Null: the circle. */
export const OUTLINES = [
  null,
  [-0.89, -0.89, 0.89, -0.89, 0.89, 0.89, -0.89, 0.89],
  [0, -1.25, 1.25, 0, 0, 1.25, -1.25, 0],
  [0, -1.35, 1.17, 0.67, -1.17, 0.67],
] as const;

/** What decides how an image is drawn; an image of a dataset is an original. */
export interface MarkedImage {
  readonly className: string;
  readonly origin?: "original" | "generated";
  readonly feedback?: Feedback;
}

/** @param classIndex a class that is not listed (-1) is drawn as the first */
export function classColor(classIndex: number): string {
  return COLORS[Math.max(0, classIndex) % COLORS.length];
}

/** The same for a page that is dark; not the light colour made lighter, so only one of the two is ever shown. */
export function classColorOnDark(classIndex: number): string {
  return COLORS_ON_DARK[Math.max(0, classIndex) % COLORS_ON_DARK.length];
}

/** @returns 0 circle, 1 square, 2 diamond, 3 triangle */
export function classShape(classIndex: number): number {
  return Math.floor(Math.max(0, classIndex) / COLORS.length) % OUTLINES.length;
}

/**
 * One image on a map, as SVG: filled is an original, hollow a generated one, a grey cross a rejected one; colour and shape tell the class.
 * @param radius of a circle, pixels
 */
export function classMark(image: MarkedImage, classIndex: number, x: number, y: number, radius: number): string {
  if (image.origin === "generated" && image.feedback === "rejected") return cross(x, y, radius);
  const color = classColor(classIndex);
  // a hollow mark's line lies half outside
  const style = image.origin === "generated" ? `fill="#fff" stroke="${color}" stroke-width="1.5"` : `fill="${color}"`;
  const size = image.origin === "generated" ? radius - 0.5 : radius;
  const outline = OUTLINES[classShape(classIndex)];
  if (!outline) return `<circle cx="${short(x)}" cy="${short(y)}" r="${short(size)}" ${style}/>`;
  const corners = outline.map((value, i) => short(value * size + (i % 2 === 0 ? x : y)));
  return `<polygon points="${corners.join(" ")}" ${style}/>`;
}

function cross(x: number, y: number, radius: number): string {
  const [left, right, top, bottom] = [x - radius, x + radius, y - radius, y + radius].map(short);
  return `<path d="M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}" stroke="#999" fill="none"/>`;
}

/** A tenth of a pixel is enough, and a saved notebook keeps every digit. */
export function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
