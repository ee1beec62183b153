import type { Layout } from "../types.js";
import type { MarkedImage } from "./class-mark.js";
import { type Box, fitIntoFrame, type Point } from "./fit-into-frame.js";
import { drawLegend, type Legend } from "./legend.js";
import { pickThumbnails, type ThumbnailPlace } from "./pick-thumbnails.js";
import { type PlacedText, placeLabelTexts } from "./place-label-texts.js";
import { spreadOrder } from "./spread-order.js";

/** What is to be seen on a picture of a layout. */
export interface LayoutScene {
  /** in the order of layout.images */
  readonly images: readonly MarkedImage[];
  readonly layout: Layout;
  /** in the order of layout.labels, the most important first; [] shows no labels */
  readonly labelTexts: readonly string[];
  readonly classes: readonly string[];
  readonly title: string;
  /** at most so many pictures */
  readonly thumbnails: number;
  /** pixels */
  readonly width: number;
}

/** Where everything goes, pixels. */
export interface LayoutPlan {
  readonly scene: LayoutScene;
  readonly height: number;
  /** one per image */
  readonly points: readonly Point[];
  /** images that get a mark or a picture: all, or a spread sample of very many */
  readonly shown: readonly number[];
  readonly texts: readonly PlacedText[];
  readonly thumbnails: readonly ThumbnailPlace[];
  readonly legend: Legend;
}

export const MARGIN_PX = 12;
export const TITLE_PX = 26;
const THUMBNAIL_PX = 30;
/** Points need room for half a thumbnail around them. */
const INSET_PX = 18;
const HEIGHT_PER_WIDTH = 0.72;
/** More marks would be neither told apart nor stored in a small notebook. */
const MOST_MARKS = 3000;

/** Places points first, then the texts that fit, then the pictures that fit between the texts. */
export function planLayoutPicture(scene: LayoutScene): LayoutPlan {
  const { images, layout, labelTexts, width, title } = scene;
  const top = MARGIN_PX + (title ? TITLE_PX : 0);
  const inner = width - 2 * MARGIN_PX;
  const frame: Box = { left: MARGIN_PX, top, width: inner, height: Math.round(inner * HEIGHT_PER_WIDTH) };
  const place = fitIntoFrame(labelTexts.length > 0 ? [layout.images, layout.labels] : [layout.images], {
    left: frame.left + INSET_PX,
    top: frame.top + INSET_PX,
    width: frame.width - 2 * INSET_PX,
    height: frame.height - 2 * INSET_PX,
  });
  const pointsOf = (positions: Float32Array, count: number): Point[] =>
    Array.from({ length: count }, (_, i) => place(positions[2 * i], positions[2 * i + 1]));
  const points = pointsOf(layout.images, images.length);
  const texts = placeLabelTexts(labelTexts, pointsOf(layout.labels, labelTexts.length), frame);
  const taken = texts.map(({ box }) => box);
  const shown = spreadOrder(images.length).slice(0, MOST_MARKS);
  const legend = drawLegend(scene.classes, inner);
  return {
    scene,
    height: frame.top + frame.height + legend.height + MARGIN_PX,
    points,
    shown,
    texts,
    thumbnails: pickThumbnails(points, shown, taken, frame, scene.thumbnails, THUMBNAIL_PX),
    legend,
  };
}
