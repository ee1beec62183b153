import { layOut } from "../images/sharp.js";
import type { ImageRecord, Layout } from "../types.js";

const WIDTH = 640;
const HEIGHT = 420;
const MARGIN = 16;

/** Paul Tol's "muted" and "bright" schemes, told apart by colour-blind readers; classes past the end begin again. */
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

/**
 * A small picture of the map for places without the widget: filled discs are originals, rings generated images, crosses rejected ones.
 * @param images in the order of layout.images
 * @returns an encoded PNG
 */
export async function renderPreview(
  images: readonly ImageRecord[],
  layout: Layout,
  classes: readonly string[],
): Promise<Uint8Array> {
  const place = fitInto(layout.images);
  const marks = images.map((image, i) => {
    const color = COLORS[Math.max(0, classes.indexOf(image.className)) % COLORS.length];
    return mark(image, place(layout.images[2 * i], layout.images[2 * i + 1]), color);
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">${marks.join("")}</svg>`;
  return layOut(WIDTH, HEIGHT, "#ffffff", [{ picture: Buffer.from(svg), left: 0, top: 0 }]);
}

/** What the workbench shows, in a line, where nothing else can be shown. */
export function previewText(
  name: string,
  images: readonly ImageRecord[],
  classes: readonly string[],
  iterations: number,
): string {
  const generated = images.filter(({ origin }) => origin === "generated");
  const rejected = generated.filter(({ feedback }) => feedback === "rejected").length;
  return `DataCrafter workbench of ${name}: ${images.length - generated.length} originals in ${classes.length} classes, ${generated.length} generated in ${iterations} ${iterations === 1 ? "iteration" : "iterations"}, ${rejected} rejected. Run this cell in the DataCrafter kernel to work with it.`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One scale for both axes, so that distances on the picture are distances on the map. */
function fitInto(positions: Float32Array): (x: number, y: number) => Point {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 2) {
    left = Math.min(left, positions[i]);
    right = Math.max(right, positions[i]);
    bottom = Math.min(bottom, positions[i + 1]);
    top = Math.max(top, positions[i + 1]);
  }
  const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left || 1), (HEIGHT - 2 * MARGIN) / (top - bottom || 1));
  return (x, y) => ({
    x: WIDTH / 2 + (x - (left + right) / 2) * scale,
    y: HEIGHT / 2 - (y - (bottom + top) / 2) * scale,
  });
}

function mark(image: ImageRecord, { x, y }: Point, color: string): string {
  const at = `cx="${x.toFixed(1)}" cy="${y.toFixed(1)}"`;
  if (image.origin === "original") return `<circle ${at} r="4" fill="${color}"/>`;
  if (image.feedback !== "rejected") {
    return `<circle ${at} r="3.5" fill="#ffffff" stroke="${color}" stroke-width="1.5"/>`;
  }
  const [from, to] = [(value: number) => (value - 3).toFixed(1), (value: number) => (value + 3).toFixed(1)];
  return `<path d="M${from(x)} ${from(y)}L${to(x)} ${to(y)}M${from(x)} ${to(y)}L${to(x)} ${from(y)}" stroke="#999999" fill="none"/>`;
}
