import type { Random } from "../../types.js";
import type { Look } from "./figure.js";
import { ellipse, ribbon } from "./path.js";
import { body, detail, type Part, type Point, points } from "./shape.js";

/** An upright ellipse, canvas units. */
export interface Oval {
  readonly at: Point;
  readonly rx: number;
  readonly ry: number;
}

/** Where on a body part marks go, and how stripes run there. */
export interface PeltPlace {
  readonly area: Oval;
  /** hoops: level rings; bars: upright bands; crown: a head from the front, its marks around the face */
  readonly stripes: "hoops" | "bars" | "crown";
}

export interface Pelt extends PeltPlace {
  /** path data of the part; marks are cut to it */
  readonly path: string;
}

/** Half of 13 canvas units: 3.2 pixels in a picture of 64. */
const STRIPE_HALF_WIDTH = 6.5;
const STRIPE_GAP = 27;
const SPOT_DISTANCE = 28;

/** Where spots lie on a head seen from the front, in half widths of it: around the face, never on it. */
const CROWN_SPOTS = points("-0.4,-0.76 0.1,-0.92 0.5,-0.68 -0.92,-0.1 0.93,-0.02 -0.84,0.5 0.8,0.56");

/** A body part in the coat's colour with its spots or stripes, none on a plain coat. */
export function pelt(look: Look, { path, ...place }: Pelt): Part[] {
  const { coat, tones, random } = look;
  const skin = body(path, tones.base);
  if (coat === "plain") return [skin];
  const paths = coat === "spotted" ? spots(place, random) : stripes(place, random);
  return [skin, { clip: path, parts: paths.map((mark) => detail(mark, tones.mark)) }];
}

function spots({ area, stripes: way }: PeltPlace, random: Random): string[] {
  const places = way === "crown" ? crownSpots(area, random) : scatter(area, random);
  return places.map(([x, y]) => ellipse(x, y, 10 + 3 * random(), 9.5 + 3 * random(), 360 * random()));
}

function crownSpots({ at, rx, ry }: Oval, random: Random): Point[] {
  return CROWN_SPOTS.map(([x, y]): Point => [at[0] + x * rx + 5 * random() - 2.5, at[1] + y * ry + 5 * random() - 2.5]);
}

/** Points as they fall, but never two so near that they would run together. */
function scatter({ at, rx, ry }: Oval, random: Random): Point[] {
  const kept: Point[] = [];
  for (let i = 0; i < 150; i++) {
    const angle = 2 * Math.PI * random();
    const reach = Math.sqrt(random());
    const point: Point = [at[0] + rx * reach * Math.cos(angle), at[1] + ry * reach * Math.sin(angle)];
    if (kept.every(([x, y]) => Math.hypot(x - point[0], y - point[1]) > SPOT_DISTANCE)) kept.push(point);
  }
  return kept;
}

function stripes({ area, stripes: way }: PeltPlace, random: Random): string[] {
  if (way === "crown") return crown(area);
  const [cx, cy] = area.at;
  const shift = (random() - 0.5) * 10;
  const long = way === "hoops" ? area.rx : area.ry;
  const across = way === "hoops" ? area.ry : area.rx;
  const count = Math.max(1, Math.round((2 * across) / STRIPE_GAP));
  return Array.from({ length: count }, (_, i) => {
    const offset = (i - (count - 1) / 2) * STRIPE_GAP + shift;
    const bent = [-1.1, -0.5, 0, 0.5, 1.1].map((t): Point => {
      const bend = 9 * (1 - t * t);
      return way === "hoops" ? [cx + t * long, cy + offset + bend] : [cx + offset + bend, cy + t * long];
    });
    return ribbon(bent, Array(5).fill(STRIPE_HALF_WIDTH));
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
