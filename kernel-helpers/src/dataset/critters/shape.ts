/** A point of the drawing, in units of the 256 x 256 canvas. */
export type Point = readonly [x: number, y: number];

/** One filled or stroked path, before a medium (photo, cartoon, sketch) decides how it is painted. */
export interface Shape {
  /** SVG path data */
  readonly path: string;
  /** "#rrggbb", or "none" for a line */
  readonly fill: string;
  /** body: shaded and outlined by the medium; detail: filled as it is; line: stroked as it is */
  readonly finish: "body" | "detail" | "line";
  /** of a line */
  readonly stroke?: string;
  /** of a line, canvas units */
  readonly width?: number;
  /** in (0, 1]; 1 when left out */
  readonly opacity?: number;
}

/** Parts drawn together: moved, or cut to the inside of a path. */
export interface Group {
  /** an SVG transform */
  readonly transform?: string;
  /** path data; only what lies inside it is seen */
  readonly clip?: string;
  readonly parts: readonly Part[];
}

export type Part = Shape | Group;

/** A shaded, outlined piece of a body. */
export function body(path: string, fill: string): Shape {
  return { path, fill, finish: "body" };
}

/** A flat piece without outline: eyes, noses, marks. */
export function detail(path: string, fill: string, opacity = 1): Shape {
  return { path, fill, finish: "detail", opacity };
}

/** A drawn line: whiskers, mouths, toes. */
export function line(path: string, stroke: string, width: number, opacity = 1): Shape {
  return { path, fill: "none", finish: "line", stroke, width, opacity };
}

/** The parts turned by some degrees about a point. */
export function turned(degrees: number, [x, y]: Point, parts: readonly Part[]): Group {
  return { transform: `rotate(${round(degrees)} ${round(x)} ${round(y)})`, parts };
}

/** The parts, and the same parts mirrored on the vertical middle of the canvas. */
export function bothSides(parts: readonly Part[]): Part[] {
  return [{ transform: "translate(256 0) scale(-1 1)", parts }, ...parts];
}

/** A number as short SVG text: one decimal place, a fortieth of a pixel in a picture of 64. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Points written as text: "10,20 30,40.5". */
export function points(text: string): Point[] {
  return text.split(" ").map((pair): Point => {
    const [x, y] = pair.split(",").map(Number);
    return [x, y];
  });
}
