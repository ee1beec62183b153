import type { Random } from "../../types.js";
import type { Look } from "./figure.js";
import { ellipse, ribbon } from "./path.js";
import { detail, type Group, type Point, points } from "./shape.js";

/** An upright ellipse, canvas units. */
export interface Oval {
  readonly at: Point;
  readonly rx: number;
  readonly ry: number;
}

/** Where on the animal marks go, and how stripes run there. */
export interface Pelt {
  /** path data the marks are cut to */
  readonly path: string;
  readonly area: Oval;
  /** hoops: level rings; bars: upright bands; crown: tabby lines from the top of the head, and on the cheeks */
  readonly stripes: "hoops" | "bars" | "crown";
  /** spots keep out of these, so that eyes stay readable */
  readonly avoid?: readonly Oval[];
}

/** Half of 13 canvas units: 3.2 pixels in a picture of 64. */
const STRIPE_HALF_WIDTH = 6.5;
const STRIPE_GAP = 27;
const SPOT_DISTANCE = 29;

/** The spots or stripes of a pelt; nothing on a plain coat. */
export function coatMarks({ coat, tones, random }: Look, pelt: Pelt): Group[] {
  if (coat === "plain") return [];
  const paths = coat === "spotted" ? spots(pelt, random) : stripes(pelt, random);
  return [{ clip: pelt.path, parts: paths.map((path) => detail(path, tones.mark)) }];
}

function spots({ area, avoid = [] }: Pelt, random: Random): string[] {
  const kept: Point[] = [];
  for (let i = 0; i < 70; i++) {
    const angle = 2 * Math.PI * random();
    const reach = Math.sqrt(random());
    const point: Point = [
      area.at[0] + area.rx * reach * Math.cos(angle),
      area.at[1] + area.ry * reach * Math.sin(angle),
    ];
    const apart = kept.every(([x, y]) => Math.hypot(x - point[0], y - point[1]) > SPOT_DISTANCE);
    if (apart && !avoid.some((oval) => isInside(oval, point))) kept.push(point);
  }
  return kept.map(([x, y]) => ellipse(x, y, 9 + 3 * random(), 8 + 3 * random(), 360 * random()));
}

function isInside({ at, rx, ry }: Oval, [x, y]: Point): boolean {
  return ((x - at[0]) / rx) ** 2 + ((y - at[1]) / ry) ** 2 < 1;
}

function stripes({ area, stripes: way }: Pelt, random: Random): string[] {
  if (way === "crown") return crown(area);
  const [cx, cy] = area.at;
  const shift = (random() - 0.5) * 10;
  const long = way === "hoops" ? area.rx : area.ry;
  const across = way === "hoops" ? area.ry : area.rx;
  const count = Math.max(2, Math.floor((2 * across) / STRIPE_GAP));
  return Array.from({ length: count }, (_, i) => {
    const offset = (i - (count - 1) / 2) * STRIPE_GAP + shift;
    const points = [-1.1, -0.5, 0, 0.5, 1.1].map((t): Point => {
      const bend = 9 * (1 - t * t);
      return way === "hoops" ? [cx + t * long, cy + offset + bend] : [cx + offset + bend, cy + t * long];
    });
    return ribbon(points, Array(5).fill(STRIPE_HALF_WIDTH));
  });
}

function crown({ at: [cx, cy], rx, ry }: Oval): string[] {
  const top = cy - ry;
  const forehead = [-23, 0, 23].map((dx) =>
    ribbon(
      points(
        `${cx + dx * 1.25},${top - 6} ${cx + dx * 1.1},${top + 12} ${cx + dx * 0.85},${top + (dx === 0 ? 31 : 25)}`,
      ),
      [7, 7, 5],
    ),
  );
  const cheeks = [-1, 1].flatMap((side) =>
    [14, 36].map((dy) =>
      ribbon(
        points(
          `${cx + side * (rx + 6)},${cy + dy - 5} ${cx + side * rx * 0.84},${cy + dy} ${cx + side * rx * 0.64},${cy + dy - 1}`,
        ),
        [7, 7, 4],
      ),
    ),
  );
  return [...forehead, ...cheeks];
}
