import { type Point, round } from "./shape.js";

/** Path data of an ellipse, its long axis turned by some degrees. */
export function ellipse(cx: number, cy: number, rx: number, ry: number = rx, degrees = 0): string {
  const dx = rx * Math.cos((degrees * Math.PI) / 180);
  const dy = rx * Math.sin((degrees * Math.PI) / 180);
  const arc = `a${round(rx)} ${round(ry)} ${round(degrees)} 1 0`;
  return `M${round(cx - dx)} ${round(cy - dy)}${arc} ${round(2 * dx)} ${round(2 * dy)}${arc} ${round(-2 * dx)} ${round(-2 * dy)}z`;
}

/** Path data of a closed shape with straight sides. */
export function polygon(points: readonly Point[]): string {
  return `M${points.map(text).join("L")}z`;
}

/** Path data of a smooth open curve through the points (Catmull-Rom). */
export function curve(points: readonly Point[]): string {
  const segments = points
    .slice(1)
    .map((_, i) => segment(points, i, (j) => Math.min(Math.max(j, 0), points.length - 1)));
  return `M${text(points[0])}${segments.join("")}`;
}

/** Path data of a smooth closed shape through the points (Catmull-Rom). */
export function blob(points: readonly Point[]): string {
  const n = points.length;
  const segments = points.map((_, i) => segment(points, i, (j) => (j + n) % n));
  return `M${text(points[0])}${segments.join("")}z`;
}

/** Path data of a smooth closed shape that is its own mirror image; give the right side, from top to bottom. */
export function symmetricBlob(right: readonly Point[]): string {
  const left = right.filter(([x]) => x !== 128).map(([x, y]): Point => [256 - x, y]);
  return blob([...right, ...left.reverse()]);
}

/** Path data of a band along a smooth curve, its half width given at each point: tails, scarves, stripes. */
export function ribbon(points: readonly Point[], halfWidths: readonly number[]): string {
  const sides = points.map(([x, y], i): readonly [Point, Point] => {
    const [ax, ay] = points[Math.max(i - 1, 0)];
    const [bx, by] = points[Math.min(i + 1, points.length - 1)];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    const nx = (-(by - ay) / length) * halfWidths[i];
    const ny = ((bx - ax) / length) * halfWidths[i];
    return [
      [x + nx, y + ny],
      [x - nx, y - ny],
    ];
  });
  return blob([...sides.map(([left]) => left), ...sides.map(([, right]) => right).reverse()]);
}

function segment(points: readonly Point[], i: number, wrap: (j: number) => number): string {
  const [p0, p1, p2, p3] = [i - 1, i, i + 1, i + 2].map((j) => points[wrap(j)]);
  const first: Point = [p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6];
  const second: Point = [p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6];
  return `C${text(first)} ${text(second)} ${text(p2)}`;
}

function text([x, y]: Point): string {
  return `${round(x)} ${round(y)}`;
}
