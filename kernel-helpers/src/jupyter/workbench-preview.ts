import { layOut } from "../images/sharp.js";
import type { ImageRecord, Layout } from "../types.js";
import { classMark } from "./class-mark.js";
import { fitIntoFrame } from "./fit-into-frame.js";

const WIDTH = 640;
const HEIGHT = 420;
const MARGIN = 16;
const RADIUS = 4;

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
  const [width, height] = [WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN];
  const place = fitIntoFrame([layout.images], { left: MARGIN, top: MARGIN, width, height });
  const marks = images.map((image, i) => {
    const { x, y } = place(layout.images[2 * i], layout.images[2 * i + 1]);
    return classMark(image, classes.indexOf(image.className), x, y, RADIUS);
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
