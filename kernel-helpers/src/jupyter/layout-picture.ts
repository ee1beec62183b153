import { mapBounded } from "../images/map-bounded.js";
import { decodeRgbInside, encodeJpeg, encodePng } from "../images/sharp.js";
import type { ImageRef, Layout } from "../types.js";
import type { MarkedImage } from "./class-mark.js";
import { layoutSvg, type Thumbnail } from "./layout-svg.js";
import { planLayoutPicture } from "./plan-layout-picture.js";

export interface LayoutPictureOptions {
  /** above the picture; default: none */
  readonly title?: string;
  /** texts of layout.labels in its order, drawn while there is room, so the most important first; default: no labels are drawn */
  readonly labelTexts?: readonly string[];
  /** classes in the order of their colours; default: those of the images, sorted */
  readonly classes?: readonly string[];
  /** images drawn as small pictures, at most, where they do not cover one another; 0 to 200, default 0 */
  readonly thumbnails?: number;
  /** pixels, 200 to 2000; default 720 */
  readonly width?: number;
}

/** A picture of a layout; the kernel shows it as the last value of a cell. */
export interface LayoutPicture {
  readonly svg: string;
  /** pixels */
  readonly width: number;
  readonly height: number;
  /** "M2M: 200 images in 10 classes, 31 labels" */
  readonly text: string;
  /** image/svg+xml and text/plain */
  toMimeBundle(): Readonly<Record<string, string>>;
}

/** Decoded larger than shown: screens with small pixels show them sharp. */
const THUMBNAIL_DECODED_PX = 40;

/**
 * Draws images and labels of a layout: points in the colours of their classes (hollow ones are generated, crossed ones rejected), small pictures of some, label texts that do not overlap.
 * Of more than 3,000 images an even sample is drawn, so the picture stays under half a megabyte.
 * @param images in the order of layout.images
 * @throws RangeError when sizes do not fit, a position is NaN or infinite, or a setting makes no picture
 */
export async function layoutPicture(
  images: readonly (ImageRef & MarkedImage)[],
  layout: Layout,
  options: LayoutPictureOptions = {},
): Promise<LayoutPicture> {
  const { title = "", labelTexts = [], thumbnails = 0, width = 720 } = options;
  checkPicture(images, layout, { ...options, thumbnails, width });
  const classes = options.classes ?? [...new Set(images.map(({ className }) => className))].sort();
  const plan = planLayoutPicture({ images, layout, labelTexts, classes, title, thumbnails, width });
  const pictures = await mapBounded(plan.thumbnails, 8, ({ index }) => makeThumbnail(images[index]));
  const svg = layoutSvg(plan, pictures);
  const text = describe({ title, images, classes, labelTexts }, plan.shown.length, plan.texts.length);
  return { svg, width, height: plan.height, text, toMimeBundle: () => ({ "image/svg+xml": svg, "text/plain": text }) };
}

/** @returns null when the file cannot be read any more: the others are still worth seeing */
async function makeThumbnail({ path }: ImageRef): Promise<Thumbnail | null> {
  try {
    const pixels = await decodeRgbInside(path, THUMBNAIL_DECODED_PX);
    const jpeg = Buffer.from(await encodeJpeg(await encodePng(pixels))).toString("base64");
    return { uri: `data:image/jpeg;base64,${jpeg}`, width: pixels.width, height: pixels.height };
  } catch {
    return null;
  }
}

/** @throws RangeError naming what does not fit */
function checkPicture(
  images: readonly ImageRef[],
  layout: Layout,
  { labelTexts, classes, thumbnails, width }: LayoutPictureOptions,
): void {
  const who = "layoutPicture";
  if (images.length === 0) throw new RangeError(`${who}: no images; give at least one.`);
  const kinds = [
    ["images", images.length, layout.images],
    ...(labelTexts ? ([["labels", labelTexts.length, layout.labels]] as const) : []),
  ] as const;
  for (const [what, count, positions] of kinds) {
    if (positions.length !== 2 * count) {
      throw new RangeError(`${who}: ${count} ${what}, ${positions.length} coordinates; give x and y for each.`);
    }
    const broken = positions.findIndex((value) => !Number.isFinite(value));
    if (broken >= 0) {
      const place = `position ${Math.floor(broken / 2)} of the ${what}`;
      throw new RangeError(`${who}: ${place} is ${positions[broken]}; give a finished layout.`);
    }
  }
  const unknown = classes && images.find(({ className }) => !classes.includes(className));
  if (unknown)
    throw new RangeError(`${who}: an image of class "${unknown.className}", which is not among the classes.`);
  for (const [name, value, low, high] of [
    ["thumbnails", thumbnails!, 0, 200],
    ["width", width!, 200, 2000],
  ] as const) {
    if (Number.isInteger(value) && value >= low && value <= high) continue;
    throw new RangeError(`${who}: ${name} = ${value}; give a whole number from ${low} to ${high}.`);
  }
}

interface Described {
  readonly title: string;
  readonly images: readonly ImageRef[];
  readonly classes: readonly string[];
  readonly labelTexts: readonly string[];
}

function describe({ title, images, classes, labelTexts }: Described, marks: number, texts: number): string {
  const few = (some: number, all: number, word: string): string => (some < all ? ` (${some} ${word})` : "");
  const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
  const parts = [
    `${count(images.length, "image", "images")}${few(marks, images.length, "drawn")} in ${count(classes.length, "class", "classes")}`,
    ...(labelTexts.length > 0
      ? [`${count(labelTexts.length, "label", "labels")}${few(texts, labelTexts.length, "had room")}`]
      : []),
  ];
  return `${title ? `${title}: ` : ""}${parts.join(", ")}`;
}
