import { escapeXml, shorten } from "../images/svg-text.js";
import { classColor, classMark, short } from "./class-mark.js";
import type { Box, Point } from "./fit-into-frame.js";
import { LABEL_FONT_PX, type PlacedText } from "./place-label-texts.js";
import { type LayoutPlan, MARGIN_PX, TITLE_PX } from "./plan-layout-picture.js";

/** A small picture as a data URI, and its size, pixels. */
export interface Thumbnail {
  readonly uri: string;
  readonly width: number;
  readonly height: number;
}

const LONGEST_TITLE = 90;
const INK = "#222";
const LEADER_INK = "#999";

/**
 * A layout as SVG on a white plate of its own, for light and dark pages. Marks lie lowest, then pictures framed in the colour of their class, then texts;
 * a text that had to move away has a line to where its label lies. Text is drawn as text whatever it holds.
 * @param thumbnails in the order of plan.thumbnails; null where a file could not be read
 */
export function layoutSvg(plan: LayoutPlan, thumbnails: readonly (Thumbnail | null)[]): string {
  const { scene, height, texts, legend } = plan;
  const { width } = scene;
  const parts = [
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="6" fill="#fff" stroke="#ccc"/>`,
    drawTitle(scene.title),
    drawMarks(plan),
    drawThumbnails(plan, thumbnails),
    ...texts.map(({ box, anchor }) => drawLeader(box, anchor, LEADER_INK)),
    `<g font-size="${LABEL_FONT_PX}" text-anchor="middle" paint-order="stroke" stroke="#fff" stroke-width="3" stroke-linejoin="round">${texts.map(drawText).join("")}</g>`,
    `<g transform="translate(${MARGIN_PX} ${height - legend.height - MARGIN_PX / 2})">${legend.svg}</g>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" fill="${INK}">${parts.join("")}</svg>`;
}

function drawTitle(title: string): string {
  if (!title) return "";
  const text = escapeXml(shorten(title, LONGEST_TITLE));
  return `<text x="${MARGIN_PX}" y="${MARGIN_PX + TITLE_PX / 2}" font-size="15" font-weight="bold">${text}</text>`;
}

/** Small maps have room for large marks. */
function markRadius(count: number): number {
  return count <= 150 ? 4 : count <= 600 ? 3.2 : 2.2;
}

function drawMarks({ scene, points, shown }: LayoutPlan): string {
  const classIndex = new Map(scene.classes.map((name, index) => [name, index]));
  const radius = markRadius(shown.length);
  const marks = shown.map((i) => {
    const image = scene.images[i];
    return classMark(image, classIndex.get(image.className) ?? -1, points[i].x, points[i].y, radius);
  });
  return marks.join("");
}

/** Lines first, so that none crosses a picture. */
function drawThumbnails(
  { scene, points, thumbnails: places }: LayoutPlan,
  thumbnails: readonly (Thumbnail | null)[],
): string {
  const drawn = places.flatMap(({ index, box }, i) => {
    const color = classColor(scene.classes.indexOf(scene.images[index].className));
    const thumbnail = thumbnails[i];
    return thumbnail ? [{ thumbnail, box, color, point: points[index] }] : [];
  });
  const lines = drawn.map(({ box, point, color }) => drawLeader(box, point, color));
  return [...lines, ...drawn.map(({ thumbnail, box, color }) => drawThumbnail(thumbnail, box, color))].join("");
}

/** In the middle of its box, proportions kept. */
function drawThumbnail({ uri, width, height }: Thumbnail, box: Box, color: string): string {
  const scale = box.width / Math.max(width, height);
  const [wide, high] = [width * scale, height * scale];
  const [left, top] = [box.left + (box.width - wide) / 2, box.top + (box.height - high) / 2];
  const place = `x="${short(left)}" y="${short(top)}" width="${short(wide)}" height="${short(high)}"`;
  return `<image ${place} href="${uri}"/><rect ${place} fill="none" stroke="${color}" stroke-width="2"/>`;
}

/** From a point to the box that belongs to it; nothing while the box still lies on the point. */
function drawLeader(box: Box, point: Point, color: string): string {
  const end: Point = {
    x: Math.min(Math.max(point.x, box.left), box.left + box.width),
    y: Math.min(Math.max(point.y, box.top), box.top + box.height),
  };
  if (end.x === point.x && end.y === point.y) return "";
  const [fromX, fromY, toX, toY] = [point.x, point.y, end.x, end.y].map(short);
  return `<path d="M${fromX} ${fromY}L${toX} ${toY}" stroke="${color}"/><circle cx="${fromX}" cy="${fromY}" r="1.6" fill="${color}"/>`;
}

function drawText({ text, box: { left, top, width, height } }: PlacedText): string {
  return `<text x="${short(left + width / 2)}" y="${short(top + height / 2 + 4)}">${escapeXml(text)}</text>`;
}
